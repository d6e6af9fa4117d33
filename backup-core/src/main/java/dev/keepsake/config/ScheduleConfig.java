package dev.keepsake.config;

import java.time.ZoneId;

/**
 * When the agent runs by itself.
 *
 * @param cron six or seven fields: seconds, minutes, hours, day of month, month, day of week, and perhaps year
 */
public record ScheduleConfig(String cron, ZoneId timeZone) {}
