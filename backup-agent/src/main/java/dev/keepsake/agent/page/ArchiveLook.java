package dev.keepsake.agent.page;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.TapeCoverage;
import dev.keepsake.config.Assembly;
import dev.keepsake.store.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the archive holds, looked up when somebody asks and what is known is not new any more; by one thread, however many
 * ask. Who asks waits for a moment, and then gets what was known before.
 */
final class ArchiveLook implements Closeable {

    /** The newest backups are shown; all that are older are counted. */
    static final int MOST_BACKUPS = 500;

    private static final Duration FRESH = Duration.ofSeconds(20);

    /** What was read before this says nothing of now. */
    private static final Duration OLD = Duration.ofMinutes(10);

    private final ArchiveDoor door;
    private final InstantSource clock;
    private final Duration patience;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "keepsake-page-archive");
        thread.setDaemon(true);
        return thread;
    });

    private Optional<ArchiveSummary> known = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private Instant lookedAt = Instant.MIN;
    private Optional<CompletableFuture<Void>> underWay = Optional.empty();

    /**
     * What is known.
     *
     * @param summary empty when nothing could be read yet
     * @param trouble why the last look came to nothing; empty when it did not
     */
    record Known(Optional<ArchiveSummary> summary, Optional<String> trouble) {}

    ArchiveLook(ArchiveDoor door, InstantSource clock, Duration patience) {
        this.door = door;
        this.clock = clock;
        this.patience = patience;
    }

    /** What is known now, after a look if one is due and quick. */
    Known known() {
        CompletableFuture<Void> look = look();
        try {
            look.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            return known(Optional.of("the store at hand has not answered yet; asking on"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException mistake) {
            return known(Optional.of("unexpected failure: " + mistake.getCause()));
        }
        return known(Optional.empty());
    }

    private synchronized Known known(Optional<String> slow) {
        boolean youngEnough =
                known.isPresent() && lookedAt.isAfter(clock.instant().minus(OLD));
        return new Known(known, youngEnough ? trouble : trouble.or(() -> slow));
    }

    private synchronized CompletableFuture<Void> look() {
        Instant now = clock.instant();
        boolean fresh = lookedAt.isAfter(now.minus(FRESH)) && !lookedAt.isAfter(now);
        if (fresh) {
            return CompletableFuture.completedFuture(null);
        }
        if (underWay.filter(look -> !look.isDone()).isEmpty()) {
            underWay = Optional.of(CompletableFuture.runAsync(this::lookNow, executor));
        }
        return underWay.orElseThrow();
    }

    private void lookNow() {
        Optional<ArchiveSummary> found = Optional.empty();
        Optional<String> why = Optional.empty();
        try (ObjectStore store = door.open()) {
            found = read(door.catalog(store), store.location());
            why = found.isPresent() ? why : Optional.of("there is no archive at " + store.location() + " yet");
        } catch (IOException e) {
            why = Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | OutOfMemoryError mistake) {
            why = Optional.of("unexpected failure: " + mistake);
        }
        note(found, why);
    }

    private synchronized void note(Optional<ArchiveSummary> found, Optional<String> why) {
        known = found.isPresent() ? found : known;
        trouble = why;
        lookedAt = clock.instant();
    }

    private static Optional<ArchiveSummary> read(Catalog catalog, String location) throws IOException {
        if (!catalog.exists()) {
            return Optional.empty();
        }
        List<Catalog.Listed> listed = catalog.list();
        List<Manifest> backups = listed.stream()
                .flatMap(one -> one.manifest().stream())
                .limit(MOST_BACKUPS)
                .toList();
        Tapes tapes = tapes(catalog);
        List<String> unreadable = listed.stream()
                .filter(one -> one.manifest().isEmpty())
                .limit(MOST_BACKUPS)
                .map(one -> "the manifest of backup " + one.id() + " cannot be read: " + one.problem())
                .toList();
        Optional<PastProof> drilled = catalog.proofs().newestGood(Proof.Level.DRILL);
        Optional<PastProof> proven = catalog.proofs().newestGood(Proof.Level.PROOF);
        return Optional.of(new ArchiveSummary(
                catalog.now(),
                location,
                backups,
                listed.size(),
                unreadable,
                catalog.proofs().standings(),
                tapes.found(),
                tapes.hidden(),
                !catalog.keychain().list().isEmpty(),
                proven,
                drilled,
                measured(catalog, drilled.or(() -> proven))));
    }

    private record Tapes(List<TapeCoverage> found, Optional<String> hidden) {}

    /** Of an encrypted archive an agent without a private key may see its backups, and not what lies between. */
    private static Tapes tapes(Catalog catalog) throws IOException {
        try {
            return new Tapes(catalog.coverage(Assembly.history()).tapes(), Optional.empty());
        } catch (RefusedException closed) {
            return new Tapes(List.of(), Optional.of(String.valueOf(closed.getMessage())));
        }
    }

    /** A report that is damaged must not keep everything else from being shown. */
    private static Optional<Proof> measured(Catalog catalog, Optional<PastProof> report) throws IOException {
        try {
            return report.isPresent() ? Optional.of(catalog.proofs().read(report.get())) : Optional.empty();
        } catch (CorruptException | RefusedException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
