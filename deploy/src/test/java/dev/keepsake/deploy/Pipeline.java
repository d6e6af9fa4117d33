package dev.keepsake.deploy;

import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.KeeperException;

/** Keeps many requests of one client on the way at once, and remembers the first that failed. */
final class Pipeline {
    private static final int LIMIT = 300;

    private final Semaphore free = new Semaphore(LIMIT);
    private final AtomicReference<KeeperException> failure = new AtomicReference<>();
    private final Set<KeeperException.Code> allowed;

    /** A pipeline in which requests may also end with these codes. */
    Pipeline(KeeperException.Code... allowed) {
        this.allowed = Set.of(allowed);
    }

    /** Waits for a place for one more request. */
    void begin() throws InterruptedException, KeeperException {
        free.acquire();
        throwFailure();
    }

    /** Takes the answer to one request; true when it was done. */
    boolean end(int code, String path) {
        free.release();
        KeeperException.Code answer = KeeperException.Code.get(code);
        if (answer != KeeperException.Code.OK && !allowed.contains(answer)) {
            failure.compareAndSet(null, KeeperException.create(answer, path));
        }
        return answer == KeeperException.Code.OK;
    }

    /** Waits until every request has its answer; throws if one of them failed. */
    void drain() throws InterruptedException, KeeperException {
        free.acquire(LIMIT);
        free.release(LIMIT);
        throwFailure();
    }

    private void throwFailure() throws KeeperException {
        KeeperException first = failure.get();
        if (first != null) {
            throw first;
        }
    }
}
