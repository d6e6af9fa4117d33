package dev.keepsake.config;

import java.time.Duration;
import java.time.ZoneId;

/**
 * When the agent runs by itself.
 *
 * @param cron six or seven fields: seconds, minutes, hours, day of month, month, day of week, and perhaps year
 * @param deadline how long after a slot the other nodes' parts are waited for; shorter than the time between two slots
 */
public record ScheduleConfig(String cron, ZoneId timeZone, Duration deadline) {

    /** Refuses what the reader would have reported. */
    public ScheduleConfig {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("a deadline of " + deadline);
        }
    }
}
