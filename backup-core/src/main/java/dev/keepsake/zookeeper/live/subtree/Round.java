package dev.keepsake.zookeeper.live.subtree;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;

/**
 * Questions about many znodes, a bounded number of them at a time, asked again where no answer came, behind a sync: whoever
 * answers has caught up with everything that was committed before.
 */
final class Round<T> {

    /** The code for an answer that is none: the znode changed while it was given. */
    static final int AGAIN = Integer.MIN_VALUE;

    private static final int AT_ONCE = 256;
    private static final int TRIES = 100;

    private final Connecting connecting;
    private final Map<String, T> found = new ConcurrentHashMap<>();
    private final TreeSet<String> denied = new TreeSet<>();

    Round(Connecting connecting) {
        this.connecting = connecting;
    }

    /** Gives a handle that is connected, or fails. */
    @FunctionalInterface
    interface Connecting {

        /** The present one. */
        ZooKeeper get() throws IOException;
    }

    /** Takes the answer about one znode. */
    @FunctionalInterface
    interface Answers<T> {

        /** With ZooKeeper's code. */
        void take(int code, T answer);
    }

    /** Asks about one znode. */
    @FunctionalInterface
    interface Question<T> {

        /** Without waiting. */
        void ask(ZooKeeper client, String path, Answers<T> answer);
    }

    /** What did not come back whole. */
    private record Failure(String path, int code) {}

    /** What was said of those that are there. */
    Map<String, T> ask(Collection<String> paths, Question<T> question) throws IOException {
        found.clear();
        Collection<String> open = paths;
        for (int tries = 0; !open.isEmpty(); tries++) {
            if (tries == TRIES) {
                throw new IOException(open.iterator().next() + " could not be read in " + TRIES
                        + " tries: it changes too fast, or the connection does not last");
            }
            open = once(open, question);
        }
        return Map.copyOf(found);
    }

    /** Those that may not be read. */
    Collection<String> denied() {
        return denied;
    }

    private Collection<String> once(Collection<String> paths, Question<T> question) throws IOException {
        ZooKeeper client = connecting.get();
        ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
        Semaphore free = new Semaphore(AT_ONCE);
        AtomicInteger synced = new AtomicInteger(Code.OK.intValue());
        take(free, 1);
        client.sync(
                "/",
                (code, path, context) -> {
                    synced.set(code);
                    free.release();
                },
                null);
        for (String path : paths) {
            take(free, 1);
            question.ask(client, path, (code, answer) -> {
                if (code == Code.OK.intValue()) {
                    found.put(path, answer);
                } else if (code != Code.NONODE.intValue()) {
                    failures.add(new Failure(path, code));
                }
                free.release();
            });
        }
        take(free, AT_ONCE);
        if (synced.get() != Code.OK.intValue()) {
            paths.forEach(found::remove);
            return require(List.of(new Failure("/", synced.get()))).isEmpty() ? List.of() : paths;
        }
        return require(failures);
    }

    /** Those to be asked about again; what no asking helps against is denied, or fails. */
    private Collection<String> require(Collection<Failure> failures) throws IOException {
        List<String> again = new ArrayList<>();
        for (Failure failure : failures) {
            if (failure.code() == AGAIN || Wire.isLost(Code.get(failure.code()))) {
                again.add(failure.path());
            } else if (failure.code() == Code.NOAUTH.intValue()) {
                denied.add(failure.path());
            } else {
                throw new IOException(failure.path() + " cannot be read: " + Wire.words(Code.get(failure.code())));
            }
        }
        return again;
    }

    private static void take(Semaphore free, int permits) throws InterruptedIOException {
        try {
            free.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading from the ensemble");
        }
    }

    /** The answer to one request; every request of a session gets one, if only that there is none. */
    static <A> A awaited(CompletableFuture<A> answer) throws InterruptedIOException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing to the ensemble");
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer cannot fail", e);
        }
    }
}
