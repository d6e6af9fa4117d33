package dev.keepsake.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * So many bytes in a second, shared by all streams that ask. Each asks for a small piece at a time and gets it in turn, so
 * that the flow is even and no stream waits long; what was not used for a moment may be caught up with, and no more.
 */
public final class RateLimit {

    /** As fast as it goes. */
    public static final RateLimit NONE = new RateLimit(Long.MAX_VALUE, Time.REAL);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PIECES_IN_A_SECOND = 20;
    private static final int LARGEST_PIECE = 64 << 10;
    /** What may be caught up with: a thread that wakes late costs no throughput. */
    private static final long CREDIT = SECOND / 10;

    private final long bytesPerSecond;
    private final Time time;
    private long free;

    /** A limit on the clock of the machine. */
    public RateLimit(long bytesPerSecond) {
        this(bytesPerSecond, Time.REAL);
    }

    RateLimit(long bytesPerSecond, Time time) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("not a rate: " + bytesPerSecond + " bytes per second");
        }
        this.bytesPerSecond = bytesPerSecond;
        this.time = time;
        this.free = time.nanos();
    }

    /** Time that passes, and can be waited for. */
    interface Time {

        /** That of the machine. */
        Time REAL = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pass(long nanos) throws InterruptedException {
                new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
            }
        };

        /** A number that grows with time. */
        long nanos();

        /** Returns so much later. */
        void pass(long nanos) throws InterruptedException;
    }

    /** Whether there is one. */
    public boolean isLimited() {
        return bytesPerSecond != Long.MAX_VALUE;
    }

    /** How much may pass in a second. */
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** How many bytes should be asked for at once, for an even flow. */
    public int piece() {
        return (int) Math.max(1, Math.min(LARGEST_PIECE, bytesPerSecond / PIECES_IN_A_SECOND));
    }

    /** Waits until so many bytes may pass. */
    public void take(int bytes) throws InterruptedIOException {
        if (!isLimited()) {
            return;
        }
        long wait = reserve(bytes);
        if (wait <= 0) {
            return;
        }
        try {
            time.pass(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a rate limit was waited for");
        }
    }

    private synchronized long reserve(int bytes) {
        long now = time.nanos();
        long begin = Math.max(free - now, -CREDIT) + now; // differences, since the number may run over
        free = begin + (long) (bytes * (double) SECOND / bytesPerSecond);
        return begin - now;
    }

    /** The stream, no faster than this. */
    public InputStream paced(InputStream in) {
        return isLimited() ? new Paced(in) : in;
    }

    /** A stream of which pieces are read; each is paid for before the next one. */
    private final class Paced extends FilterInputStream {

        Paced(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read >= 0) {
                take(1);
            }
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, Math.min(length, piece()));
            if (count > 0) {
                take(count);
            }
            return count;
        }
    }
}
