package dev.keepsake.agent;

import dev.keepsake.config.ScheduleConfig;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bell that rings only when it is rung; whoever waits for a moment waits in short stretches, and asks the time again. */
final class PlainBell implements Bell {

    private final Semaphore rung = new Semaphore(0);
    private final String awaited;

    /** {@code awaited} says what whoever waits here waits for. */
    PlainBell(String awaited) {
        this.awaited = awaited;
    }

    @Override
    public void follow(ScheduleConfig schedule) {
        // it knows no moments of its own
    }

    @Override
    public void await(Duration atMost) throws InterruptedIOException {
        try {
            if (rung.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                rung.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + awaited);
        }
    }

    @Override
    public void ring() {
        rung.release();
    }
}
