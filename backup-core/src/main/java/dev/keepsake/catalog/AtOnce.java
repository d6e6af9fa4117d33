package dev.keepsake.catalog;

import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks a store about several things at once, since each answer takes the same wait however small it is. What comes back
 * is taken by the caller's thread, in the order of asking, so the first failure is that of the first thing that failed.
 */
final class AtOnce {

    /** How many requests are under way at the same time. */
    static final int MOST = 8;

    private static final int SECONDS_TO_END = 10;

    /** Kept for the next questions, for a while; as many as all callers together ask with, {@link #MOST} each. */
    private static final ExecutorService THREADS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, SECONDS_TO_END, TimeUnit.SECONDS, new SynchronousQueue<>(), AtOnce::thread);

    private AtOnce() {}

    /** A question. */
    @FunctionalInterface
    interface Ask<A, B> {
        B ask(A about) throws IOException;
    }

    /** What was answered, or why nothing was; to be got once. */
    @FunctionalInterface
    interface Answer<B> {
        B get() throws IOException;
    }

    /** Takes the next answer, and says whether the ones behind it are still wanted. */
    @FunctionalInterface
    interface Take<A, B> {
        boolean take(A about, Answer<B> answer) throws IOException;
    }

    /** Asks about all, until no more is wanted; a failure of the taker ends it, and whatever is under way then. */
    static <A, B> void each(List<A> all, Ask<A, B> ask, Take<A, B> take) throws IOException {
        if (all.size() == 1) {
            take.take(all.get(0), () -> ask.ask(all.get(0)));
            return;
        }
        Semaphore free = new Semaphore(MOST);
        Queue<FutureTask<B>> underWay = new ArrayDeque<>();
        try {
            Iterator<A> ahead = all.iterator();
            for (A about : all) {
                while (underWay.size() < MOST && ahead.hasNext()) {
                    A next = ahead.next();
                    underWay.add(begin(free, () -> ask.ask(next)));
                }
                Future<B> first = underWay.element();
                if (!take.take(about, () -> answer(first))) {
                    return;
                }
                underWay.remove();
            }
        } finally {
            end(free, underWay);
        }
    }

    /** Takes a place, and gives it back when nothing of this runs any more, whether it was cancelled or not. */
    private static <B> FutureTask<B> begin(Semaphore free, Callable<B> asked) {
        FutureTask<B> task = new FutureTask<>(asked);
        free.acquireUninterruptibly();
        THREADS.execute(() -> {
            try {
                task.run();
            } finally {
                free.release();
            }
        });
        return task;
    }

    private static <B> B answer(Future<B> asked) throws IOException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("a request failed in a way that no store fails", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted while the store was asked", e);
        }
    }

    /** Nothing is left running that would use a store which the caller may close. */
    private static void end(Semaphore free, Queue<? extends Future<?>> underWay) {
        underWay.forEach(one -> one.cancel(true));
        boolean interrupted = Thread.interrupted();
        try {
            free.tryAcquire(MOST, SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "keepsake-asks");
        thread.setDaemon(true);
        return thread;
    }
}
