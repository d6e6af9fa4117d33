package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import dev.keepsake.job.Schedule;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Reads when the agent runs by itself, and whether the deadline leaves room for the next slot. */
final class ScheduleReading {

    private static final Duration LONGEST_STANDARD = Duration.ofHours(1);

    /** From where the distances between slots are looked at, the same for every reader. */
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

    private static final int SLOTS = 64;

    private ScheduleReading() {}

    static Optional<ScheduleConfig> read(Section top, Schedules schedules) {
        if (!top.says("schedule")) {
            return Optional.empty();
        }

        Section section = top.section("schedule", Block.SCHEDULE);
        Optional<String> cron = section.required("cron", Formats::cron);
        Optional<ZoneId> timeZone = section.optional("time-zone", Formats::timeZone, new Found("UTC", Origin.DEFAULT));
        Optional<Duration> period =
                cron.flatMap(when -> timeZone.flatMap(zone -> period(section, schedules, when, zone)));
        Duration standard = period.map(ScheduleReading::standard).orElse(LONGEST_STANDARD);
        Optional<Duration> deadline =
                section.optional("deadline", Formats::duration, new Found(Formats.inWords(standard), Origin.DEFAULT));
        deadline.filter(wanted -> period.isPresent() && wanted.compareTo(period.get()) >= 0)
                .ifPresent(tooLong -> section.report(
                        "deadline",
                        section.label("deadline") + ": " + Formats.inWords(tooLong)
                                + " is not shorter than the time between two runs, which is "
                                + Formats.inWords(period.orElseThrow()) + " at the shortest"));
        return cron.flatMap(
                when -> timeZone.flatMap(zone -> deadline.map(waits -> new ScheduleConfig(when, zone, waits))));
    }

    private static Duration standard(Duration period) {
        Duration half = Duration.ofSeconds(Math.max(1, period.toSeconds() / 2));
        return half.compareTo(LONGEST_STANDARD) < 0 ? half : LONGEST_STANDARD;
    }

    /** The shortest time between two slots. */
    static Optional<Duration> period(Section section, Schedules schedules, String cron, ZoneId zone) {
        Schedule schedule;
        try {
            schedule = schedules.of(cron, zone);
        } catch (ParseException wrong) {
            section.report(
                    "cron",
                    section.label("cron") + ": " + Shown.quoted(cron) + " is not a cron expression: "
                            + wrong.getMessage());
            return Optional.empty();
        }
        Optional<Instant> slot = schedule.firstAfter(FROM);
        if (slot.isEmpty()) {
            section.report("cron", section.label("cron") + ": " + Shown.quoted(cron) + " names no moment from 2026 on");
            return Optional.empty();
        }
        return Optional.of(shortest(schedule, slot.get()));
    }

    private static Duration shortest(Schedule schedule, Instant first) {
        Duration shortest = schedule.period(first);
        Optional<Instant> slot = schedule.firstAfter(first);
        for (int i = 0; i < SLOTS && slot.isPresent(); i++) {
            Duration period = schedule.period(slot.get());
            shortest = period.compareTo(shortest) < 0 ? period : shortest;
            slot = schedule.firstAfter(slot.get());
        }
        return shortest;
    }
}
