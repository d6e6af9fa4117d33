package dev.keepsake.agent;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The thread of a watch over proofs. A look under way is given up when it is closed: the next start makes it up. */
final class ProofThread implements AutoCloseable {

    /** A drill's server is ended, and its directory removed, within this time. */
    private static final int PATIENCE_SECONDS = 30;

    private final ProofWatch watch;
    private final BooleanSupplier busy;
    private final Teller teller;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "proofs");
        thread.setDaemon(true);
        return thread;
    });

    ProofThread(ProofWatch watch, BooleanSupplier busy, Teller teller) {
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
                teller.tell("stop", "a look at the archive was given up", Map.of("why", "" + interrupted.getMessage()));
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
