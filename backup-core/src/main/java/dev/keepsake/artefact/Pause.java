package dev.keepsake.artefact;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** The one place where Keepsake waits for time to pass, so that tests need not. */
@FunctionalInterface
public interface Pause {

    /** Waits on the clock of the machine. */
    Pause REAL = duration -> {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting");
        }
    };

    /** Returns after this long, or throws {@link InterruptedIOException} when the thread is interrupted. */
    void of(Duration duration) throws IOException;
}
