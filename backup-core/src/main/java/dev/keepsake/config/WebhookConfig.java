package dev.keepsake.config;

import java.util.Locale;
import java.util.Set;

/**
 * Somebody who is told over HTTP what happens.
 *
 * @param name for logs and metrics, since the address may be a secret
 * @param template what is sent: a JSON document, or with {@link Format#SLACK} the text in it
 * @param on what is told
 */
public record WebhookConfig(String name, Destination to, Format format, MessageTemplate template, Set<Event> on) {

    /** What the receiver understands. */
    public enum Format {
        /** A JSON document of one's own. */
        JSON,
        /** What Slack, Mattermost, Rocket.Chat and others take: a JSON document with a text. */
        SLACK;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What somebody can be told of. */
    public enum Event {
        /** An alarm was raised, or still lasts. */
        ALARM,
        /** An alarm is over. */
        OVER,
        /** A slot was brought to an end. */
        BACKUP;

        /** The name in configurations and messages. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Keeps its own copy. */
    public WebhookConfig {
        on = Set.copyOf(on);
    }
}
