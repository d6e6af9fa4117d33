package dev.keepsake.agent;

import dev.keepsake.agent.metrics.Gauged;
import dev.keepsake.agent.metrics.Metrics;
import dev.keepsake.agent.survey.Survey;
import dev.keepsake.catalog.Gap;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Proof;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What metrics say of an archive. What a survey does not find any more, they do not say any more. May be used by any thread. */
final class ArchiveGauges {

    private final Metrics metrics;
    // whoever scrapes tells what it knows, too
    private final Map<String, Instant> followed = new HashMap<>();
    private Map<String, Instant> backedUp = Map.of();
    private Set<String> sources = Set.of();
    private boolean gone;

    ArchiveGauges(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Tells of these sources of this node from now on. */
    synchronized void follow(Collection<String> wanted) {
        sources = Set.copyOf(wanted);
        followed.keySet().retainAll(sources);
        metrics.keepOnly(Gauged.RESTORABLE, sources);
        metrics.keepOnly(Gauged.EXPOSURE, sources);
    }

    /** What was committed before this moment was stored, as whoever follows a source says; of others nothing is told. */
    synchronized void know(String source, Instant moment) {
        if (!sources.contains(source)) {
            // its follower goes on for a while after a configuration without it was read
            return;
        }
        followed.merge(source, moment, ArchiveGauges::later);
        restorable(source);
    }

    /** Another archive is looked at from now on: nothing is known of it. */
    synchronized void forget() {
        gone = false;
        followed.clear();
        empty();
        metrics.forget(Gauged.ARCHIVE_LOOK);
    }

    /** There is no archive, so whatever was stored in it before is gone. */
    synchronized void none() {
        gone = true;
        empty();
    }

    private void empty() {
        backedUp = Map.of();
        List.of(
                        Gauged.BACKUP_SUCCESS,
                        Gauged.BACKUP_COMPLETE,
                        Gauged.BACKUP_ADDED,
                        Gauged.BACKUP_WARNINGS,
                        Gauged.NODE_SUCCESS,
                        Gauged.DRILL_TIME,
                        Gauged.ARCHIVE_BYTES,
                        Gauged.ARCHIVE_OBJECTS,
                        Gauged.GAPS,
                        Gauged.DAMAGES)
                .forEach(metrics::forget);
        metrics.keepOnly(Gauged.PROOF_SUCCESS, List.of());
        metrics.keepOnly(Gauged.RESTORABLE, List.of());
        metrics.keepOnly(Gauged.EXPOSURE, List.of());
    }

    /** A look at the archive was brought to an end. */
    synchronized void looked(Instant at) {
        metrics.set(Gauged.ARCHIVE_LOOK, at);
    }

    /** An archive was looked at, with an eye to what this node has in it. */
    synchronized void show(Survey survey, String node) {
        gone = false;
        newest(survey.common().stream().findFirst());
        backups(survey.newest(), node);
        proofs(survey.proven());
        if (survey.stock().isTaken()) {
            show(survey.stock());
        }
    }

    private void show(Survey.Stock stock) {
        metrics.set(Gauged.ARCHIVE_BYTES, (double) stock.size().bytes());
        metrics.set(Gauged.ARCHIVE_OBJECTS, (double) stock.size().objects());
        if (stock.hidden().isEmpty()) {
            List<Gap> gaps =
                    stock.tapes().stream().flatMap(tape -> tape.gaps().stream()).toList();
            metrics.set(Gauged.GAPS, (double)
                    gaps.stream().filter(gap -> !gap.removed()).count());
            metrics.set(
                    Gauged.DAMAGES, (double) gaps.stream().filter(Gap::damage).count());
        } else {
            metrics.forget(Gauged.GAPS);
            metrics.forget(Gauged.DAMAGES);
        }
    }

    private void newest(Optional<Manifest> newest) {
        setOrForget(Gauged.BACKUP_SUCCESS, newest, one -> seconds(one.created()));
        setOrForget(Gauged.BACKUP_COMPLETE, newest, one -> one.complete() ? 1 : 0);
        setOrForget(Gauged.BACKUP_ADDED, newest, one -> (double) one.addedBytes());
        setOrForget(Gauged.BACKUP_WARNINGS, newest, one -> one.contradictions().size());
    }

    private void backups(Survey.Newest newest, String node) {
        setOrForget(Gauged.NODE_SUCCESS, Optional.ofNullable(newest.nodes().get(node)), ArchiveGauges::seconds);
        backedUp = newest.sources();
        sources.forEach(this::restorable);
    }

    private void restorable(String source) {
        Optional<Instant> best = Stream.of(backedUp, followed)
                .flatMap(known -> Optional.ofNullable(known.get(source)).stream())
                .max(Comparator.naturalOrder());
        if (gone || best.isEmpty()) {
            metrics.forget(Gauged.RESTORABLE, source);
            metrics.forget(Gauged.EXPOSURE, source);
        } else {
            metrics.set(Gauged.RESTORABLE, best.get(), source);
        }
    }

    private void proofs(Survey.Proven proven) {
        metrics.keepOnly(
                Gauged.PROOF_SUCCESS,
                proven.good().keySet().stream().map(Proof.Level::word).toList());
        proven.good().forEach((level, report) -> metrics.set(Gauged.PROOF_SUCCESS, report.time(), level.word()));
        Optional<Proof> drill = proven.measured().filter(report -> report.level() == Proof.Level.DRILL);
        setOrForget(Gauged.DRILL_TIME, drill, report -> report.millis() / 1000.0);
    }

    /** How a value is told. */
    @FunctionalInterface
    private interface Telling<T> {
        double of(T value);
    }

    private <T> void setOrForget(Gauged what, Optional<T> value, Telling<T> telling) {
        if (value.isPresent()) {
            metrics.set(what, telling.of(value.get()));
        } else {
            metrics.forget(what);
        }
    }

    private static double seconds(Instant moment) {
        return moment.toEpochMilli() / 1000.0;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
