package dev.keepsake.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How an agent is heard of besides by its log.
 *
 * @param textfile where its metrics are written for node_exporter's textfile collector
 * @param webhooks who is told of alarms and backups
 * @param heartbeat who is called after each success, so that its silence is noticed
 */
public record ReportingConfig(
        Optional<Path> textfile, List<WebhookConfig> webhooks, Optional<HeartbeatConfig> heartbeat) {

    /** Nobody is told anything. */
    public static final ReportingConfig NONE = new ReportingConfig(Optional.empty(), List.of(), Optional.empty());

    /** Refuses what the reader would have reported. */
    public ReportingConfig {
        webhooks = List.copyOf(webhooks);
        if (webhooks.stream().map(WebhookConfig::name).distinct().count() < webhooks.size()) {
            throw new IllegalArgumentException("two webhooks of one name");
        }
    }
}
