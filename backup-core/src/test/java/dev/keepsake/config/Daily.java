package dev.keepsake.config;

import dev.keepsake.job.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The schedule that every expression means to a test that is not about schedules: each midnight. */
final class Daily implements Schedule {

    static final Schedules ALWAYS = (cron, zone) -> new Daily();

    @Override
    public Optional<Instant> firstAfter(Instant moment) {
        return lastUpTo(moment).map(slot -> slot.plus(Duration.ofDays(1)));
    }

    @Override
    public Optional<Instant> lastUpTo(Instant moment) {
        return Optional.of(moment.truncatedTo(ChronoUnit.DAYS));
    }
}
