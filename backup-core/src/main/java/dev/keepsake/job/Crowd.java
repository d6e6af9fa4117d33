package dev.keepsake.job;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Several threads that do the same thing of several, all beginning at the same moment. */
final class Crowd {

    private static final int SECONDS_TO_END = 10;

    private Crowd() {}

    /** One of the things that are to be done. */
    @FunctionalInterface
    interface Work {
        void with(int index) throws IOException;
    }

    /** Does it for each number below {@code count}; the first failure ends all. */
    static void each(int threads, int count, Work work) throws IOException {
        int together = Math.min(threads, count);
        if (together == 0) {
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(together, Crowd::thread);
        try {
            AtomicInteger next = new AtomicInteger();
            CountDownLatch ready = new CountDownLatch(together);
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < together; i++) {
                running.add(pool.submit(() -> {
                    ready.countDown();
                    ready.await();
                    for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                        work.with(index);
                    }
                    return true;
                }));
            }
            await(running);
        } finally {
            end(pool);
        }
    }

    private static void await(List<Future<Boolean>> running) throws IOException {
        for (Future<Boolean> one : running) {
            try {
                one.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new IllegalStateException("a look at a store failed in a way that no store fails", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while a store was looked at");
            }
        }
    }

    /** Nothing is left running that would use a store which the caller may close. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            pool.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "keepsake-looks");
        thread.setDaemon(true);
        return thread;
    }
}
