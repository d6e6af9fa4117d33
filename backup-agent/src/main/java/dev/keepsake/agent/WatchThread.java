package dev.keepsake.agent;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The thread of a watch beside that over backups. What it has under way is given up when it is closed: a later start makes it up. */
final class WatchThread implements AutoCloseable {

    /** Something that is watched over. */
    interface Watch {

        /** Works until it is asked to stop; {@code busy} says whether a backup of this process is under way. */
        void run(BooleanSupplier busy) throws IOException;

        /** Begins nothing new from now on. */
        void stop();
    }

    /** A drill's server is ended, and its directory removed, within this time. */
    private static final int PATIENCE_SECONDS = 30;

    private final String name;
    private final Watch watch;
    private final BooleanSupplier busy;
    private final Teller teller;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "keepsake-watch");
        thread.setDaemon(true);
        return thread;
    });

    WatchThread(String name, Watch watch, BooleanSupplier busy, Teller teller) {
        this.name = name;
        this.watch = watch;
        this.busy = busy;
        this.teller = teller;
    }

    /** Lets the watch begin. */
    void start() {
        executor.execute(() -> {
            try {
                watch.run(busy);
            } catch (IOException interrupted) {
                teller.tell("stop", name + " was given up", Map.of("why", "" + interrupted.getMessage()));
            } catch (RuntimeException | VirtualMachineError | LinkageError mistake) {
                teller.tell(
                        "mistake",
                        name + " ENDED, and is not taken up again before the agent is restarted",
                        Map.of("exception", mistake));
            }
        });
    }

    @Override
    public void close() {
        watch.stop();
        executor.shutdownNow();
        // whoever ends the daemon may have interrupted this thread, too
        boolean interrupted = Thread.interrupted();
        try {
            executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
