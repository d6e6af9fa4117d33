package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A run that hangs is interrupted, and nothing else is. */
final class ThreadWatchdogTest {

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    @Test
    void aRunThatTakesTooLongIsInterrupted() {
        try (ThreadWatchdog dog = new ThreadWatchdog();
                Watchdog.Watched run = dog.watch(AT_ONCE)) {
            assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);
            assertThat(run.struck()).isTrue();
        }
    }

    @Test
    void anInterruptThatTheRunDidNotSeeIsTakenBackAtItsEnd() {
        try (ThreadWatchdog dog = new ThreadWatchdog()) {
            Watchdog.Watched run = dog.watch(AT_ONCE);
            while (!run.struck()) {
                Thread.onSpinWait();
            }
            run.close();

            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void aRunThatIsOverIsLeftAloneAndTheNextOneIsWatchedAnew() {
        try (ThreadWatchdog dog = new ThreadWatchdog()) {
            Watchdog.Watched first = dog.watch(AT_ONCE.plusMillis(50));
            first.close();
            try (Watchdog.Watched second = dog.watch(AT_ONCE.plusMillis(200))) {
                assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);
                assertThat(second.struck()).isTrue();
            }
            assertThat(first.struck()).isFalse();
        }
    }

    @Test
    void anInterruptFromElsewhereIsKept() {
        try (ThreadWatchdog dog = new ThreadWatchdog()) {
            Watchdog.Watched run = dog.watch(Duration.ofHours(1));
            Thread.currentThread().interrupt();
            run.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(run.struck()).isFalse();
        }
    }
}
