package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the writes of one store share: its requests, the threads that upload parts, and the list of who is at it. */
final class StoreParts {

    private static final int THREADS = 4;
    private static final int IDLE_SECONDS = 10;

    private final S3Settings settings;
    private final Bucket bucket;
    private final Attempts attempts;
    private final ExecutorService threads;
    private final Set<S3Write> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean swept = new AtomicBoolean();

    StoreParts(S3Settings settings, Bucket bucket, Attempts attempts) {
        this.settings = settings;
        this.bucket = bucket;
        this.attempts = attempts;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "keepsake-s3-upload");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    S3Settings settings() {
        return settings;
    }

    Bucket bucket() {
        return bucket;
    }

    Attempts attempts() {
        return attempts;
    }

    S3Write begin(ObjectKey key, boolean tagsAreChecksums) {
        S3Write write = new S3Write(this, key, tagsAreChecksums);
        open.add(write);
        return write;
    }

    void over(S3Write write) {
        open.remove(write);
    }

    /** Begins an object of parts; the first time, what died processes left of theirs is cleared away. */
    PartUploads beginParts(ObjectKey key, boolean tagsAreChecksums) throws Failure {
        if (swept.compareAndSet(false, true)) {
            new AbandonedUploads(bucket, settings, AbandonedUploads.OLD).sweep();
        }
        return new PartUploads(bucket, threads, tagsAreChecksums, settings.base() + key);
    }

    /** Aborts all writes that are not committed; the first failure is told when all were tried. */
    void close() throws StoreException {
        StoreException first = null;
        for (S3Write write : new ArrayList<>(open)) {
            try {
                write.abandon();
            } catch (StoreException failure) {
                first = first == null ? failure : first;
            }
        }
        threads.shutdown();
        if (first != null) {
            throw first;
        }
    }
}
