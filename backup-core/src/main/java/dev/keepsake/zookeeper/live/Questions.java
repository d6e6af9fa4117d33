package dev.keepsake.zookeeper.live;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/**
 * Questions that change nothing, many on their way at once and no more than a bound; those whose answers were lost with the
 * connection are asked again, after the server that we have now has caught up: it may know less than the one before. Used by
 * one thread; answers come on the client's own.
 */
final class Questions<T> {

    /** How long an ensemble may be silent before we give up. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int LOSSES_IN_A_ROW = 20;

    private final LiveEnsemble ensemble;
    private final Asker<T> asker;
    private final int most;
    private final boolean behindSync;
    private final Semaphore room;
    private final Queue<T> lost = new ArrayDeque<>();

    Questions(LiveEnsemble ensemble, int most, Asker<T> asker) {
        this(ensemble, most, true, asker);
    }

    private Questions(LiveEnsemble ensemble, int most, boolean behindSync, Asker<T> asker) {
        this.ensemble = ensemble;
        this.most = most;
        this.behindSync = behindSync;
        this.room = new Semaphore(most);
        this.asker = asker;
    }

    /**
     * Has the server that we talk to catch up with the leader: what is asked then shows every write that was done before,
     * also those whose answers were lost.
     */
    static void catchUp(LiveEnsemble ensemble) throws IOException {
        Questions<String> sync = new Questions<>(
                ensemble,
                1,
                false,
                (client, path, end) -> client.sync(path, (code, synced, context) -> end.accept(code), null));
        sync.ask(Place.ROOT);
        sync.finish();
    }

    /** Asks all there is to ask about one subject. */
    @FunctionalInterface
    interface Asker<T> {

        /** Sends the requests; {@code answered} is called once, with the worst code, after the last answer. */
        void ask(ZooKeeper client, T subject, IntConsumer answered);
    }

    /** Asks about a subject, after waiting for room. */
    void ask(T subject) throws IOException {
        if (hasLost()) {
            finish();
        }
        send(subject);
    }

    /** Waits until everything is answered. */
    void finish() throws IOException {
        for (int round = 0; ; round++) {
            drain();
            List<T> again = takeLost();
            if (again.isEmpty()) {
                return;
            }
            if (round >= LOSSES_IN_A_ROW || !ensemble.awaitConnected(PATIENCE)) {
                throw new EnsembleLostException(
                        "no answer from " + ensemble.settings().hosts() + " any more");
            }
            if (behindSync) {
                catchUp(ensemble);
            }
            for (T subject : again) {
                send(subject);
            }
        }
    }

    private void send(T subject) throws IOException {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        ZooKeeper client;
        try {
            client = ensemble.client();
        } catch (EnsembleLostException e) {
            answered(subject, KeeperException.Code.CONNECTIONLOSS.intValue());
            return;
        }
        asker.ask(client, subject, code -> answered(subject, code));
    }

    private void answered(T subject, int code) {
        if (Retryable.is(code)) {
            synchronized (lost) {
                lost.add(subject);
            }
        }
        room.release();
    }

    private void drain() throws IOException {
        try {
            room.acquire(most);
            room.release(most);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private boolean hasLost() {
        synchronized (lost) {
            return !lost.isEmpty();
        }
    }

    private List<T> takeLost() {
        synchronized (lost) {
            List<T> taken = new ArrayList<>(lost);
            lost.clear();
            return taken;
        }
    }

    static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while talking to the ensemble");
    }
}
