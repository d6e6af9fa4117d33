package dev.keepsake.config;

import dev.keepsake.catalog.Proof;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When the agent proves the latest backup by itself, and how.
 *
 * @param cron six or seven fields, as of a {@link ScheduleConfig}
 * @param level how close the look is: {@code OBJECTS} or {@code PROOF}
 * @param drill how a real server is started on it afterwards; empty when none is
 */
public record VerifyConfig(String cron, ZoneId timeZone, Proof.Level level, Optional<DrillConfig> drill) {

    /** Refuses what the reader would have reported. */
    public VerifyConfig {
        if (level == Proof.Level.DRILL) {
            throw new IllegalArgumentException("a drill comes after a look, not in its place");
        }
    }
}
