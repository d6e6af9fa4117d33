package dev.keepsake.job;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before asking again: twice as long each time up to a bound, and a random part of that, so that many
 * agents do not ask at the same moment.
 */
public final class Backoff {

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private Duration current;

    /** Waits that begin at {@code first} and grow to {@code most}. */
    public Backoff(Duration first, Duration most, RandomGenerator random) {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("waits from " + first + " to " + most);
        }
        this.first = first;
        this.most = most;
        this.random = random;
        this.current = first;
    }

    /** The next wait: between half of the bound reached and all of it. */
    public Duration next() {
        long half = Math.max(1, current.toMillis() / 2);
        Duration wait = Duration.ofMillis(half + random.nextLong(half + 1));
        current = current.multipliedBy(2).compareTo(most) < 0 ? current.multipliedBy(2) : most;
        return wait;
    }

    /** Begins anew, after something went well. */
    public void reset() {
        current = first;
    }
}
