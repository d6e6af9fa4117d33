package dev.keepsake.store.s3;

import dev.keepsake.store.RateLimit;
import dev.keepsake.store.RateLimits;
import dev.keepsake.store.s3.Failure.Kind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Tries a request until it is answered, refused for good, or out of attempts or time. Waits grow from attempt to attempt
 * and are random, so that many agents do not come back at the same moment; all of them follow from the request timeout.
 */
final class Attempts {

    private static final int MOST = 5;
    private static final int TIMEOUTS_OF_A_CALL = 4;
    /** The slowest line that large bodies are given time for. */
    private static final long BYTES_PER_SECOND = 128 << 10;

    private static final long LONGEST_START = Duration.ofMinutes(1).toNanos();

    /** A page of a listing is never larger. */
    private static final long LARGEST_ANSWER = 1 << 20;

    private final Sorting sorting;
    private final Duration timeout;
    private final RateLimits limits;
    private final CountDownLatch closed = new CountDownLatch(1);

    Attempts(Sorting sorting, Duration timeout, RateLimits limits) {
        this.sorting = sorting;
        this.timeout = timeout;
        this.limits = limits;
    }

    /** One attempt. */
    @FunctionalInterface
    interface Request<T> {
        T send(Duration timeout);
    }

    /** Makes the attempts for a request that carries so many bytes. */
    <T> T call(Action action, long bytes, Request<T> request) throws Failure {
        Duration each = timeout.plus(timeFor(action, bytes));
        long end = System.nanoTime() + each.multipliedBy(TIMEOUTS_OF_A_CALL).toNanos();
        boolean oneMayBeDone = false;
        for (int attempt = 1; ; attempt++) {
            requireWanted(oneMayBeDone);
            Failure failure;
            try {
                return request.send(each);
            } catch (RuntimeException e) {
                failure = isClosed() ? storeClosed(true) : sorting.of(e, action);
            }
            oneMayBeDone |= failure.mayBeDone();
            Duration wait = wait(attempt);
            if (!failure.kind().retryable() || attempt == MOST || System.nanoTime() + wait.toNanos() > end) {
                throw failure.after(attempt, oneMayBeDone);
            }
            pause(wait, oneMayBeDone);
        }
    }

    /** A stream that waits for its turn among all others does not hang. */
    private Duration timeFor(Action action, long bytes) {
        Duration sending = Duration.ofSeconds(bytes / slowest(limits.uploads()));
        boolean hears = limits.downloads().isLimited() && (action == Action.LIST || action == Action.LIST_UPLOADS);
        return hears ? sending.plusSeconds(LARGEST_ANSWER / slowest(limits.downloads())) : sending;
    }

    private static long slowest(RateLimit limit) {
        return Math.max(1, Math.min(BYTES_PER_SECOND, limit.bytesPerSecond() / Clients.MOST_CONNECTIONS));
    }

    /** Fails when the store was closed or the thread is to stop; the interrupt stays set for others to see. */
    void requireWanted(boolean oneMayBeDone) throws Failure {
        if (isClosed()) {
            throw storeClosed(oneMayBeDone);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new Failure(Kind.STOPPED, oneMayBeDone, "interrupted", null);
        }
    }

    /** Waits before an attempt that follows on so many others. */
    void pauseAfter(int attempt) throws Failure {
        pause(wait(attempt), false);
    }

    void close() {
        closed.countDown();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause(Duration wait, boolean oneMayBeDone) throws Failure {
        try {
            if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw storeClosed(oneMayBeDone);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Kind.STOPPED, oneMayBeDone, "interrupted", e);
        }
    }

    // from a third of a second on, with the usual timeout of half a minute, to ten seconds
    private Duration wait(int attempt) {
        long first = Math.min(timeout.toNanos(), LONGEST_START) / 100;
        long longest = Math.min(first << Math.min(attempt, 10), timeout.toNanos() / 3);
        return Duration.ofNanos(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }

    private static Failure storeClosed(boolean mayBeDone) {
        return new Failure(Kind.STOPPED, mayBeDone, "the store was closed", null);
    }
}
