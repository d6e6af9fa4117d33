package dev.keepsake.zookeeper.live;

import java.time.Duration;

/**
 * How many requests may be on their way at once: more while answers come soon, half as many when one takes long, and few
 * after a loss. Guarded by its user's lock.
 */
final class Window {

    private static final int FIRST = 8;
    private static final int MOST = 24;
    private static final long SOON = Duration.ofMillis(600).toNanos();
    private static final long LATE = Duration.ofSeconds(3).toNanos();

    private int size = FIRST;
    private int goodSince;

    int size() {
        return size;
    }

    void answered(long nanos) {
        if (nanos > LATE) {
            size = Math.max(1, size / 2);
            goodSince = 0;
        } else if (nanos < SOON && ++goodSince >= size) {
            size = Math.min(MOST, size + 1);
            goodSince = 0;
        }
    }

    void lost() {
        size = Math.min(size, FIRST);
        goodSince = 0;
    }
}
