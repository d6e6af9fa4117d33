package dev.keepsake.config;

import dev.keepsake.job.Schedule;
import java.text.ParseException;
import java.time.ZoneId;

/** Knows what cron expressions mean: the agent does, and whoever does not need their moments need not. */
@FunctionalInterface
public interface Schedules {

    /** The slots of an expression by the clocks of a time zone; the exception says what is wrong with it. */
    Schedule of(String cron, ZoneId timeZone) throws ParseException;
}
