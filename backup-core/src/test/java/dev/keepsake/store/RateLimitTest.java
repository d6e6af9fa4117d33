package dev.keepsake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A rate limit on time that passes only while it is waited for. */
final class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long RATE = 10 << 20;

    private final StoodTime time = new StoodTime();
    private final RateLimit limit = new RateLimit(RATE, time);

    /** Time for one. */
    private static final class StoodTime implements RateLimit.Time {
        private long now = Long.MAX_VALUE - SECOND; // the number that the machine gives may run over
        private long longest;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void pass(long nanos) {
            now += nanos;
            longest = Math.max(longest, nanos);
        }
    }

    @Test
    void soMuchPassesInASecondAndNoMore() throws IOException {
        long begun = time.now;
        long seed = Long.getLong("keepsake.seed", new Random().nextLong());
        System.out.println("rate limit, seed " + seed);
        Random random = new Random(seed);
        long bytes = 0;
        while (time.now - begun < 20 * SECOND) {
            int piece = 1 + random.nextInt(limit.piece());
            limit.take(piece);
            bytes += piece;
            time.now += random.nextInt(1000); // what is done with them takes its time, too
        }

        double rate = bytes * (double) SECOND / (time.now - begun);
        assertThat(rate).isBetween(RATE * 0.99, RATE * 1.01);
    }

    @Test
    void theFlowIsEven() throws IOException {
        for (int i = 0; i < 1000; i++) {
            limit.take(limit.piece());
        }

        assertThat(time.longest).isLessThanOrEqualTo(SECOND / 20);
    }

    @Test
    void whatWasNotUsedIsNotSavedUp() throws IOException {
        limit.take(1);
        time.now += 3600 * SECOND;
        long begun = time.now;
        for (long bytes = 0; bytes < RATE; bytes += limit.piece()) {
            limit.take(limit.piece());
        }

        assertThat(time.now - begun).isGreaterThan(SECOND * 8 / 10);
    }

    @Test
    void aThreadThatWakesLateCatchesUp() throws IOException {
        RateLimit lazy = new RateLimit(RATE, new RateLimit.Time() {
            @Override
            public long nanos() {
                return time.now;
            }

            @Override
            public void pass(long nanos) {
                time.now += nanos + SECOND / 100;
            }
        });
        long begun = time.now;
        for (long bytes = 0; bytes < 10 * RATE; bytes += lazy.piece()) {
            lazy.take(lazy.piece());
        }

        assertThat(time.now - begun).isBetween(10 * SECOND * 98 / 100, 10 * SECOND * 103 / 100);
    }

    @Test
    void aStreamIsReadInPiecesAndPaidFor() throws IOException {
        byte[] bytes = new byte[(int) RATE];
        new Random(1).nextBytes(bytes);
        long begun = time.now;
        try (InputStream in = limit.paced(new ByteArrayInputStream(bytes))) {
            assertThat(in.read()).isEqualTo(bytes[0] & 0xff);
            assertThat(in.readAllBytes()).hasSize(bytes.length - 1);
            assertThat(in.read()).isEqualTo(-1);
        }

        assertThat(time.now - begun).isBetween(SECOND * 9 / 10, SECOND * 11 / 10);
    }

    @Test
    void whereThereIsNoneNothingIsWaitedFor() throws IOException {
        InputStream in = new ByteArrayInputStream(new byte[1]);

        assertThat(RateLimit.NONE.paced(in)).isSameAs(in);
        RateLimit.NONE.take(Integer.MAX_VALUE);
        assertThat(RateLimit.NONE.isLimited()).isFalse();
    }

    @Test
    void aWaitIsEndedByAnInterrupt() {
        Thread.currentThread().interrupt();
        RateLimit slow = new RateLimit(1);

        assertThatThrownBy(() -> {
                    slow.take(100);
                    slow.take(100);
                })
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
