package dev.keepsake.agent.page;

import dev.keepsake.catalog.Progress;
import dev.keepsake.store.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Moments that were replayed, a few of them in memory at a time. One thread replays and looks; who asks waits a moment for
 * the answer, and asks again when it takes longer, since what was begun goes on and is kept.
 */
final class Trees implements Closeable {

    private final ArchiveDoor door;
    private final Bounds bounds;
    private final InstantSource clock;
    private final List<Held> held = new ArrayList<>();
    private final Semaphore room;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "keepsake-page-tree");
        thread.setDaemon(true);
        return thread;
    });
    private final Future<?> sweeping;
    private volatile String underWay = "";

    /**
     * What trees may take.
     *
     * @param trees how many are kept
     * @param waiting how many may ask at once
     * @param patience how long one waits for an answer
     * @param longest a replay that takes longer is given up
     * @param unused a tree that nobody looked at for so long goes
     * @param mostBytes how much of the store may be read for one, and how much memory it may take
     */
    record Bounds(int trees, int waiting, Duration patience, Duration longest, Duration unused, long mostBytes) {

        /** What is right beside an agent: as much memory again as its own is left to its captures. */
        static final Bounds STANDARD = new Bounds(
                2,
                4,
                Duration.ofSeconds(5),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8));
    }

    private record Held(Past past, Instant used) {}

    /** Looks at trees. */
    @FunctionalInterface
    interface Question<T> {

        /** Looks, on the only thread that may. */
        T ask(List<Past> moments) throws IOException;
    }

    Trees(ArchiveDoor door, Bounds bounds, InstantSource clock) {
        this.door = door;
        this.bounds = bounds;
        this.clock = clock;
        this.room = new Semaphore(bounds.waiting());
        executor.setRemoveOnCancelPolicy(true);
        long beat = Math.max(1, bounds.unused().toMillis() / 4);
        this.sweeping = executor.scheduleWithFixedDelay(this::forgetUnused, beat, beat, TimeUnit.MILLISECONDS);
    }

    /** Looks at one moment. */
    <T> T ask(MomentWord word, One<T> question) throws IOException {
        return ask(List.of(word), moments -> question.ask(moments.get(0)));
    }

    /** Looks at one tree. */
    @FunctionalInterface
    interface One<T> {

        /** Looks, on the only thread that may. */
        T ask(Past moment) throws IOException;
    }

    /** Looks at several moments; throws {@link PendingException} when that takes longer than one waits. */
    <T> T ask(List<MomentWord> words, Question<T> question) throws IOException {
        if (!room.tryAcquire()) {
            throw new PendingException("others are looking at moments just now");
        }
        Future<T> asked;
        try {
            asked = submit(() -> question.ask(moments(words)));
        } catch (RuntimeException refused) {
            room.release();
            throw refused;
        }
        return await(asked);
    }

    private <T> Future<T> submit(Callable<T> work) {
        return executor.submit(() -> {
            try {
                return work.call();
            } finally {
                room.release();
            }
        });
    }

    private <T> T await(Future<T> asked) throws IOException {
        try {
            return asked.get(bounds.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            withdraw(asked);
            String doing = underWay;
            throw new PendingException(doing.isEmpty() ? "another moment is being looked at" : doing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a moment was replayed");
        } catch (CancellationException e) {
            throw new PendingException("the agent is stopping");
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /** What has begun goes on, so that its tree is there when it is asked for again. */
    private void withdraw(Future<?> asked) {
        if (asked instanceof Runnable waiting && executor.remove(waiting)) {
            room.release();
            asked.cancel(false);
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        if (cause instanceof IOException known) {
            return known;
        }
        if (cause instanceof TooLong) {
            return new TooMuchException("replaying this moment took longer than this page allows");
        }
        if (cause instanceof OutOfMemoryError) {
            return new TooMuchException("this moment does not fit into the memory of the agent");
        }
        return new IOException("unexpected failure: " + cause, cause);
    }

    private List<Past> moments(List<MomentWord> words) throws IOException {
        List<Past> found = new ArrayList<>();
        for (MomentWord word : words) {
            Optional<Past> here = held(word);
            Past past = here.isPresent() ? here.get() : replay(word);
            held.removeIf(one -> one.past().word().equals(past.word()));
            held.add(new Held(past, clock.instant()));
            found.add(past);
        }
        return found;
    }

    private Optional<Past> held(MomentWord word) {
        return held.stream()
                .map(Held::past)
                .filter(one -> one.word().equals(word))
                .findFirst();
    }

    private Past replay(MomentWord word) throws IOException {
        Instant begun = clock.instant();
        Progress progress = (what, done, total) -> {
            underWay = what + ", " + Words.bytes(done) + " of " + Words.bytes(total);
            if (Thread.interrupted() || clock.instant().isAfter(begun.plus(bounds.longest()))) {
                throw new TooLong();
            }
        };
        underWay = "finding " + word.text();
        try (ObjectStore store = door.open()) {
            Replaying replaying = new Replaying(door.catalog(store), bounds.mostBytes(), progress);
            MomentWord lasting = replaying.lasting(word);
            Optional<Past> known = held(lasting);
            if (known.isPresent()) {
                return known.get();
            }
            makeRoom();
            return replaying.replay(lasting);
        } finally {
            underWay = "";
        }
    }

    private void makeRoom() {
        while (held.size() >= bounds.trees()) {
            held.remove(0);
        }
    }

    /** Forgets them all, and whatever is under way: another archive is looked at from now on. */
    void forget() {
        try {
            executor.execute(held::clear);
        } catch (RejectedExecutionException closed) {
            // none is kept any more
        }
    }

    private void forgetUnused() {
        Instant oldest = clock.instant().minus(bounds.unused());
        held.removeIf(one -> one.used().isBefore(oldest));
    }

    @Override
    public void close() {
        sweeping.cancel(false);
        executor.shutdownNow();
    }

    /** A replay that is given up: what is told of progress is the one thing that comes by often enough. */
    private static final class TooLong extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
