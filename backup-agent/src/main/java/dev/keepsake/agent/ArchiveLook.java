package dev.keepsake.agent;

import dev.keepsake.agent.metrics.Gauged;
import dev.keepsake.agent.metrics.Metrics;
import dev.keepsake.archive.Keys;
import dev.keepsake.catalog.ArchiveSize;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Gap;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.SourceConfig;
import dev.keepsake.store.CountedStore;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Reads what metrics say of an archive: what there is holds over a restart, and whichever node made it. */
final class ArchiveLook {

    /** What costs a listing of everything is looked at this often. */
    static final Duration BETWEEN_COUNTS = Duration.ofHours(6);

    /** So many backups are asked at first for the last one that holds a source. */
    private static final int BACKUPS = 50;

    private final Metrics metrics;
    private final InstantSource clock;
    private final RandomGenerator random;
    // whoever scrapes tells what it knows, too
    private final Map<String, Instant> restorable = new ConcurrentHashMap<>();
    private Optional<Subject> subject = Optional.empty();
    private Optional<Instant> counted = Optional.empty();
    private Optional<PastProof> drill = Optional.empty();
    private boolean first = true;

    /**
     * Whose archive is looked at.
     *
     * @param sources the names of what the node captures
     * @param store opens the store to be read, anew each time
     */
    record Subject(String cluster, String node, List<String> sources, Duty.Opening store, ProofDuty.KeyReading keys) {

        /** What a configuration means. */
        static Subject of(AgentConfig config) {
            return new Subject(
                    config.cluster(),
                    config.node(),
                    config.sources().stream().map(SourceConfig::name).toList(),
                    () -> Assembly.storeToRead(config.store()),
                    () -> Assembly.keys(config));
        }
    }

    ArchiveLook(Metrics metrics, InstantSource clock, RandomGenerator random) {
        this.metrics = metrics;
        this.clock = clock;
        this.random = random;
    }

    /** Looks at this from now on. */
    void follow(Subject fresh) {
        subject = Optional.of(fresh);
        first = true;
        counted = Optional.empty();
        restorable.keySet().retainAll(fresh.sources());
    }

    /** What was committed before this moment can be restored, whatever an archive says. */
    void know(String source, Instant moment) {
        Instant best = restorable.merge(source, moment, (one, other) -> one.isAfter(other) ? one : other);
        metrics.set(Gauged.RESTORABLE, best, source);
    }

    /** Looks; a failure leaves what was known. */
    void look() throws IOException {
        Subject now = subject.orElseThrow();
        try (ObjectStore store = new CountedStore(now.store().open(), metrics)) {
            metrics.set(Gauged.CLOCK_SKEW, StoreContact.ask(store, clock).skew());
            Keys keys = now.keys().read();
            Catalog catalog = new Catalog(store, keys, now.cluster(), random);
            if (catalog.exists()) {
                backups(now, catalog);
                proofs(catalog);
                count(catalog);
            }
            metrics.set(Gauged.ARCHIVE_LOOK, clock.instant());
        }
    }

    private void backups(Subject now, Catalog catalog) throws IOException {
        Optional<Manifest> newest = catalog.newest();
        newest.ifPresent(this::newest);
        List<Manifest> told = first
                ? catalog.list().stream()
                        .limit(BACKUPS)
                        .flatMap(one -> one.manifest().stream())
                        .toList()
                : newest.stream().toList();
        told.stream()
                .flatMap(manifest -> manifest.part(now.node()).stream())
                .map(Part::finished)
                .max(Instant::compareTo)
                .ifPresent(finished -> metrics.set(Gauged.NODE_SUCCESS, finished));
        for (Manifest manifest : told) {
            for (Part part : manifest.parts()) {
                sources(part).filter(now.sources()::contains).forEach(source -> know(source, part.begun()));
            }
        }
        first = false;
    }

    /** A part was asked for what is committed after it was begun. */
    private static Stream<String> sources(Part part) {
        return Stream.concat(
                part.shares().stream().filter(share -> !share.mayMissCommits()).map(share -> share.source()),
                part.documentShares().stream().map(share -> share.source()));
    }

    private void newest(Manifest manifest) {
        metrics.set(Gauged.BACKUP_SUCCESS, manifest.created());
        metrics.set(Gauged.BACKUP_COMPLETE, manifest.complete() ? 1 : 0);
        metrics.set(Gauged.BACKUP_ADDED, (double) manifest.addedBytes());
        metrics.set(Gauged.BACKUP_WARNINGS, manifest.contradictions().size());
    }

    private void proofs(Catalog catalog) throws IOException {
        for (Proof.Level level : Proof.Level.values()) {
            Optional<PastProof> good = catalog.proofs().newestGood(level);
            if (good.isPresent()) {
                metrics.set(Gauged.PROOF_SUCCESS, good.get().time(), level.word());
            }
            if (level == Proof.Level.DRILL && good.isPresent() && !good.equals(drill)) {
                metrics.set(
                        Gauged.DRILL_TIME,
                        Duration.ofMillis(catalog.proofs().read(good.get()).millis()));
                drill = good;
            }
        }
    }

    private void count(Catalog catalog) throws IOException {
        Instant now = clock.instant();
        if (counted.isPresent() && now.isBefore(counted.get().plus(BETWEEN_COUNTS)) && !now.isBefore(counted.get())) {
            return;
        }
        ArchiveSize size = catalog.size();
        metrics.set(Gauged.ARCHIVE_BYTES, (double) size.bytes());
        metrics.set(Gauged.ARCHIVE_OBJECTS, (double) size.objects());
        List<Gap> gaps = catalog.coverage(Assembly.history()).tapes().stream()
                .flatMap(tape -> tape.gaps().stream())
                .toList();
        metrics.set(Gauged.GAPS, gaps.size());
        metrics.set(Gauged.DAMAGES, (double) gaps.stream().filter(Gap::damage).count());
        counted = Optional.of(now);
    }
}
