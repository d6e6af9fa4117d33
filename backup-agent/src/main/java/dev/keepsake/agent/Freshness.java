package dev.keepsake.agent;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.job.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether the newest backup of the cluster, whoever made it, is younger than one and a half periods. */
final class Freshness {

    private Optional<Instant> newest = Optional.empty();
    private Optional<Instant> begun = Optional.empty();

    /** When the newest backup known was made; empty when none is. */
    Optional<Instant> newest() {
        return newest;
    }

    /** Why the archive is stale, or nothing. Looks into the store only when what is known would be. */
    Optional<String> stale(Schedule schedule, Instant now, Catalog catalog) throws IOException {
        begun = begun.or(() -> Optional.of(now));
        if (!now.isAfter(limit(schedule))) {
            return Optional.empty();
        }
        newest = catalog.exists() ? catalog.newest().map(Manifest::created) : Optional.empty();
        if (!now.isAfter(limit(schedule))) {
            return Optional.empty();
        }
        return Optional.of(
                newest.map(made -> "the newest backup was made at " + made).orElse("there is no backup at all")
                        + "; one should have been made by " + limit(schedule));
    }

    /** From the newest backup on, or from when this was first asked: one and a half of the longer period around it. */
    private Instant limit(Schedule schedule) {
        Instant from = newest.or(() -> begun).orElse(Instant.EPOCH);
        Optional<Instant> next = schedule.firstAfter(from);
        if (next.isEmpty()) {
            return Instant.MAX;
        }
        Duration period = schedule.period(next.get());
        Duration around = schedule.lastUpTo(from)
                .map(before -> Duration.between(before, next.get()))
                .orElse(period);
        Duration longer = around.compareTo(period) > 0 ? around : period;
        return from.plus(longer).plus(longer.dividedBy(2));
    }
}
