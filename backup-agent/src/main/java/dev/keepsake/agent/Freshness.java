package dev.keepsake.agent;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.job.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether the newest backup of the cluster, or look at one, whoever made it, is younger than one and a half periods. */
final class Freshness {

    private final String what;
    private final Lookup lookup;
    private Optional<Instant> newest = Optional.empty();
    private Optional<Instant> begun = Optional.empty();

    /** Asks the archive. */
    @FunctionalInterface
    private interface Lookup {

        /** When the newest one was made that the archive, which exists, holds. */
        Optional<Instant> newest(Catalog catalog) throws IOException;
    }

    private Freshness(String what, Lookup lookup) {
        this.what = what;
        this.lookup = lookup;
    }

    static Freshness ofBackups() {
        return new Freshness("backup", catalog -> catalog.newest().map(Manifest::created));
    }

    /** Only good ones count, and those that are at least as close. */
    static Freshness ofLooks(Proof.Level level) {
        String what = level == Proof.Level.DRILL ? "good drill" : "good look of level " + level.word();
        return new Freshness(what, catalog -> catalog.proofs().newestGood(level).map(PastProof::time));
    }

    /** When the newest one known was made; empty when none is. */
    Optional<Instant> newest() {
        return newest;
    }

    /** Why there is none that is fresh, or nothing. Looks into the store only when what is known would be stale. */
    Optional<String> stale(Schedule schedule, Instant now, Catalog catalog) throws IOException {
        begun = begun.or(() -> Optional.of(now));
        if (!now.isAfter(limit(schedule))) {
            return Optional.empty();
        }
        newest = catalog.exists() ? lookup.newest(catalog) : Optional.empty();
        if (!now.isAfter(limit(schedule))) {
            return Optional.empty();
        }
        return Optional.of(newest.map(made -> "the newest " + what + " was made at " + seconds(made))
                        .orElse("there is no " + what + " at all")
                + "; one should have been made by " + seconds(limit(schedule)));
    }

    /** Nobody reads fractions of a second at night. */
    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** From the newest one on, or from when this was first asked: one and a half of the longer period around it. */
    private Instant limit(Schedule schedule) {
        Instant from = newest.or(() -> begun).orElse(Instant.EPOCH);
        if (schedule.firstAfter(from).isEmpty()) {
            return Instant.MAX;
        }
        Duration longer = schedule.around(from).orElseThrow();
        return from.plus(longer).plus(longer.dividedBy(2));
    }
}
