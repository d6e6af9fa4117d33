package dev.keepsake.agent.notice;

import dev.keepsake.config.WebhookConfig;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Something to be told.
 *
 * @param alarm its id; empty where it is not about one
 * @param reason in a sentence
 * @param since when it began
 * @param at when it was told
 */
public record Notice(WebhookConfig.Event event, String alarm, String reason, Instant since, Instant at) {

    private static final int LONGEST = 2_000;

    /** What it has in common with others, which must not be told in another order. */
    String about() {
        return alarm.isEmpty() ? event.word() + " " + at : alarm;
    }

    /** What fills the places of a template. */
    Map<String, String> values(String cluster, String node) {
        Map<String, String> values = new HashMap<>();
        values.put("event", event.word());
        values.put("cluster", cluster);
        values.put("node", node);
        values.put("alarm", alarm);
        values.put("reason", reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST - 1) + "…");
        values.put("since", since.toString());
        values.put("at", at.toString());
        return values;
    }
}
