package dev.keepsake.config;

import java.time.ZoneId;

/**
 * When the agent removes, without being asked, what retention does not keep.
 *
 * @param cron six or seven fields, as of a {@link ScheduleConfig}
 */
public record PruneConfig(String cron, ZoneId timeZone) {}
