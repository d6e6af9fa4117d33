package dev.keepsake.framework;

import dev.keepsake.artefact.RefusedException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long one capture may still go on. A system that is slow must not cost the node its other sources, which others wait
 * for only so long.
 */
final class TimeLeft {

    private final LongSupplier nanos;
    private final long begun;
    private final Duration limit;

    /** Begins now, on a clock that only goes forward. */
    TimeLeft(Duration limit, LongSupplier nanos) {
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.limit = limit;
    }

    boolean isOver() {
        return nanos.getAsLong() - begun >= limit.toNanos();
    }

    void require(String next) throws RefusedException {
        if (isOver()) {
            throw new RefusedException(
                    "was not done within " + inWords() + ", its 'capture-limit'; what was left begins with " + next
                            + ". Is the system slower than usual? Otherwise allow more, well below 'deadline'");
        }
    }

    String inWords() {
        return limit.toSeconds() + " s";
    }
}
