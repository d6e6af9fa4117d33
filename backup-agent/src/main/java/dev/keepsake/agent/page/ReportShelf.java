package dev.keepsake.agent.page;

import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reports that were read from the archive, a few of them in memory. One thread reads, few may wait for it, and none for long:
 * what was begun is there when it is asked for again.
 */
final class ReportShelf implements Closeable {

    private static final int MOST_KEPT = 32;
    private static final int MOST_WAITING = 4;

    private final ArchiveDoor door;
    private final Duration patience;
    // a report never changes, but another archive may have one under the same key
    private final Map<ObjectKey, Proof> kept = new LinkedHashMap<>();
    private int shelf;
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                Thread thread = new Thread(work, "keepsake-page-report");
                thread.setDaemon(true);
                return thread;
            });

    ReportShelf(ArchiveDoor door, Duration patience) {
        this.door = door;
        this.patience = patience;
    }

    /** A report in full; throws {@link PendingException} when reading it takes longer than one waits. */
    Proof read(PastProof report) throws IOException {
        Optional<Proof> known = kept(report);
        if (known.isPresent()) {
            return known.get();
        }
        Future<Proof> asked;
        try {
            asked = executor.submit(() -> readNow(report));
        } catch (RejectedExecutionException full) {
            throw new PendingException("others are waiting for reports just now");
        }
        try {
            return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new PendingException("the store has not answered yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a report was read");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException("unexpected failure: " + e, e);
        }
    }

    private synchronized Optional<Proof> kept(PastProof report) {
        return Optional.ofNullable(kept.get(report.key()));
    }

    private Proof readNow(PastProof report) throws IOException {
        Optional<Proof> before = kept(report);
        if (before.isPresent()) {
            return before.get();
        }
        int mine = shelf();
        try (ObjectStore store = door.open()) {
            Proof read = door.catalog(store).proofs().read(report);
            keep(mine, report, read);
            return read;
        }
    }

    private synchronized int shelf() {
        return shelf;
    }

    private synchronized void keep(int from, PastProof report, Proof read) {
        if (from == shelf) {
            kept.put(report.key(), read);
            if (kept.size() > MOST_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    /** Forgets them: another archive is looked at from now on. */
    synchronized void forget() {
        shelf++;
        kept.clear();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
