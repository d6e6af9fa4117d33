package dev.keepsake.agent;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A watchdog with a thread of its own. */
final class ThreadWatchdog implements Watchdog, AutoCloseable {

    private final ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "watchdog");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public Watched watch(Duration longest) {
        OneRun run = new OneRun(Thread.currentThread());
        run.timer = executor.schedule(run::strike, longest.toMillis(), TimeUnit.MILLISECONDS);
        return run;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** The thread of one run, until the run is over. */
    private static final class OneRun implements Watched {

        private final Thread thread;
        private Future<?> timer = new FutureTask<>(() -> null);
        private boolean over;
        private boolean struck;

        OneRun(Thread thread) {
            this.thread = thread;
        }

        synchronized void strike() {
            if (!over) {
                struck = true;
                thread.interrupt();
            }
        }

        @Override
        public synchronized boolean struck() {
            return struck;
        }

        @Override
        public synchronized void close() {
            over = true;
            timer.cancel(false);
            if (struck) {
                Thread.interrupted();
            }
        }
    }
}
