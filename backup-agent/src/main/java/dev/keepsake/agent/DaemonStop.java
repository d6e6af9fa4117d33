package dev.keepsake.agent;

import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** How a daemon comes to its end: asked by a signal, in its own time at first, interrupted when that is over. */
final class DaemonStop {

    private final NightWatch watch;
    private final Thread worker;
    private final Teller teller;
    private volatile boolean asked;
    private volatile boolean interrupted;
    private volatile boolean inRun;
    private Optional<Future<?>> interruption = Optional.empty();
    private final ScheduledExecutorService grace = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "stop-grace");
        thread.setDaemon(true);
        return thread;
    });

    DaemonStop(NightWatch watch, Thread worker, Teller teller) {
        this.watch = watch;
        this.worker = worker;
        this.teller = teller;
    }

    /** From now on the signals are heard. */
    void hear(Duration patience) {
        Signals.on("TERM", () -> ask("SIGTERM", patience));
        Signals.on("INT", () -> ask("SIGINT", patience));
        Signals.on("HUP", watch::reload);
    }

    /** Ends after the run under way, if there is one; interrupts that when it takes longer than this. */
    synchronized void ask(String signal, Duration patience) {
        if (asked) {
            return;
        }
        asked = true;
        boolean busy = watch.isBusy();
        teller.tell(
                "stop",
                busy ? "stopping after the run under way" : "stopping",
                Map.of("signal", signal, "grace", patience.toSeconds()));
        interruption = Optional.of(grace.schedule(this::interrupt, patience.toMillis(), TimeUnit.MILLISECONDS));
        watch.stop();
    }

    private synchronized void interrupt() {
        inRun = watch.isBusy();
        interrupted = true;
        worker.interrupt();
    }

    private synchronized void takeBack() {
        interruption.ifPresent(timer -> timer.cancel(false));
    }

    /** Works until the end, and says how it came. */
    ExitCode whileRunning() throws IOException {
        try {
            watch.run();
        } catch (IOException e) {
            if (!interrupted) {
                throw e;
            }
        } finally {
            takeBack();
            grace.shutdownNow();
        }
        teller.tell("stopped", inRun ? "stopped in the middle of a run" : "stopped", Map.of());
        return inRun ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }
}
