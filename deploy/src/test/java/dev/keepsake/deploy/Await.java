package dev.keepsake.deploy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for something that another process does; the one place here that lets time pass. */
final class Await {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Await() {}

    /** Asks again and again until the answer is yes; a failing question counts as no until the limit is reached. */
    static void until(String what, Duration limit, Callable<Boolean> question) {
        long deadline = System.nanoTime() + limit.toNanos();
        Exception last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (question.call()) {
                    return;
                }
                last = null;
            } catch (Exception notYet) {
                last = notYet;
            }
            pause(PAUSE);
        }
        throw new IllegalStateException("waited " + limit.toSeconds() + " s in vain until " + what, last);
    }

    /** Lets this much time pass, where the passing itself is what the test wants. */
    static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", interrupt);
        }
    }
}
