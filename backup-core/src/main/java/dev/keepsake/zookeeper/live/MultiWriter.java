package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;

/**
 * Writes batches in their order, several on their way at once. Where answers were lost, or what they say may come of that, it
 * looks what is there before it writes again: a lost answer is no failure, and nothing is done twice.
 *
 * <p>That look can be trusted: a server takes nothing more from a connection that its session has left, and the look comes
 * after a {@code sync}.
 */
final class MultiWriter {

    private static final int TRIES = 8;
    private static final int LOOKED_AT_ONCE = 500;

    private final LiveEnsemble ensemble;
    private final IntConsumer written;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private final Window window = new Window();
    private final SortedMap<Long, Failure> failures = new TreeMap<>();
    /** Whether something may be there of which we do not know that we wrote it. */
    private boolean doubtful;

    private long sent;
    private int onTheWay;

    /** A batch that was not done, or not for all we know. */
    private record Failure(Batch batch, int code, int failed) {

        String words() {
            String path = failed < 0 ? "" : batch.writes().get(failed).getPath();
            return Retryable.name(code) + (path.isEmpty() ? "" : " at " + path);
        }
    }

    /** {@code written} is told of every write that is done, on any thread; {@code resumed} after writes of an earlier run. */
    MultiWriter(LiveEnsemble ensemble, boolean resumed, IntConsumer written) {
        this.ensemble = ensemble;
        this.doubtful = resumed;
        this.written = written;
    }

    /** Sends a batch, after waiting for room and making good what failed before. */
    void write(Batch batch) throws IOException {
        if (awaitRoom()) {
            settle();
        }
        send(batch);
    }

    /** The same for a batch of which something may be there already. */
    void writeMissing(Batch batch) throws IOException {
        Batch missing = missing(batch);
        written.accept(batch.size() - missing.size());
        if (!missing.isEmpty()) {
            write(missing);
        }
    }

    /** Waits until everything is done. */
    void finish() throws IOException {
        awaitNone();
        settle();
    }

    private void send(Batch batch) throws IOException {
        long number = sent++;
        lock.lock();
        try {
            onTheWay++;
        } finally {
            lock.unlock();
        }
        long begun = System.nanoTime();
        ZooKeeper client;
        try {
            client = ensemble.client();
        } catch (EnsembleLostException e) {
            ended(number, new Failure(batch, Code.CONNECTIONLOSS.intValue(), -1), begun);
            return;
        }
        Requests.send(client, batch, (code, failed) -> ended(number, new Failure(batch, code, failed), begun));
    }

    private void ended(long number, Failure end, long begun) {
        boolean done = end.code == Code.OK.intValue();
        if (done) {
            written.accept(end.batch.size());
        }
        lock.lock();
        try {
            onTheWay--;
            if (done) {
                window.answered(System.nanoTime() - begun);
            } else {
                window.lost();
                failures.put(number, end);
            }
            answered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether something has failed meanwhile. */
    private boolean awaitRoom() throws IOException {
        lock.lock();
        try {
            while (failures.isEmpty() && onTheWay >= window.size()) {
                answered.await();
            }
            return !failures.isEmpty();
        } catch (InterruptedException e) {
            throw Questions.interrupted();
        } finally {
            lock.unlock();
        }
    }

    private void awaitNone() throws IOException {
        lock.lock();
        try {
            while (onTheWay > 0) {
                answered.await();
            }
        } catch (InterruptedException e) {
            throw Questions.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Makes good what failed, in its order, so that a child's parent comes first. */
    private void settle() throws IOException {
        awaitNone();
        List<Failure> open = new ArrayList<>(failures.values());
        failures.clear();
        doubtful |= open.stream().anyMatch(failure -> Retryable.is(failure.code));
        for (Failure failure : open) {
            requireDoubt(failure);
        }
        for (Failure failure : open) {
            redo(failure.batch);
        }
    }

    /** Only what may come of a lost answer, its own or that of a batch before it, is looked into; the rest is a refusal. */
    private void requireDoubt(Failure failure) throws RefusedException {
        boolean follows =
                failure.code == Code.NONODE.intValue() || (failure.code == Code.NODEEXISTS.intValue() && doubtful);
        if (!Retryable.is(failure.code) && !follows) {
            throw new RefusedException("the ensemble refuses to write: " + failure.words() + meaning(failure.code));
        }
    }

    private static String meaning(int code) {
        Code known = Code.get(code);
        if (known == Code.NOAUTH) {
            return " (an access list there does not let this session write; give the super user's password with --auth)";
        }
        if (known == Code.NODEEXISTS) {
            return " (somebody else created it meanwhile, a program or another restore, and it was left alone; keep"
                    + " everybody away until the restore is done)";
        }
        if (known == Code.QUOTAEXCEEDED) {
            return " (a quota is in force there)";
        }
        return known == Code.INVALIDACL ? " (no server-side provider takes this access list)" : "";
    }

    private void redo(Batch batch) throws IOException {
        Batch missing = batch;
        for (int attempt = 1; ; attempt++) {
            Batch before = missing;
            missing = missing(before);
            written.accept(before.size() - missing.size());
            if (missing.isEmpty()) {
                return;
            }
            // what is too much for a server at once, it may take by halves
            if (attempt > 2 && missing.size() > 1) {
                int half = missing.size() / 2;
                redo(new Batch(missing.writes().subList(0, half)));
                redo(new Batch(missing.writes().subList(half, missing.size())));
                return;
            }
            Failure end = alone(missing);
            if (end.code == Code.OK.intValue()) {
                written.accept(missing.size());
                return;
            }
            doubtful |= Retryable.is(end.code);
            requireDoubt(end);
            if (attempt >= TRIES) {
                throw stuck(end);
            }
        }
    }

    private IOException stuck(Failure end) {
        int size = end.batch.bytes();
        if (Retryable.is(end.code)) {
            return new EnsembleLostException("the ensemble at "
                    + ensemble.settings().hosts() + " hung up " + TRIES
                    + " times on the same request, " + end.words() + (size > 0 ? " of about " + size + " bytes" : "")
                    + "; see the servers' log, and whether their jute.maxbuffer is below " + ensemble.maxBuffer());
        }
        return new RefusedException("somebody else changes what is restored: " + end.words()
                + ". Keep clients away until the restore is done");
    }

    private Failure alone(Batch batch) throws IOException {
        if (!ensemble.awaitConnected(Questions.PATIENCE)) {
            return new Failure(batch, Code.CONNECTIONLOSS.intValue(), -1);
        }
        CountDownLatch over = new CountDownLatch(1);
        Failure[] end = new Failure[1];
        Requests.send(ensemble.client(), batch, (code, failed) -> {
            end[0] = new Failure(batch, code, failed);
            over.countDown();
        });
        try {
            over.await();
        } catch (InterruptedException e) {
            throw Questions.interrupted();
        }
        return end[0];
    }

    /** What of a batch is not done yet, for all that can be seen; what cannot be seen may be done again. */
    private Batch missing(Batch batch) throws IOException {
        boolean[] done = new boolean[batch.size()];
        Questions<Integer> questions = new Questions<>(
                ensemble,
                LOOKED_AT_ONCE,
                (client, index, end) -> Seen.ask(client, batch.writes().get(index), (code, seen) -> {
                    done[index] = seen;
                    end.accept(code);
                }));
        Questions.catchUp(ensemble);
        for (int i = 0; i < batch.size(); i++) {
            questions.ask(i);
        }
        questions.finish();
        Batch missing = new Batch();
        for (int i = 0; i < batch.size(); i++) {
            if (!done[i]) {
                missing.add(batch.writes().get(i), batch.bytes() / batch.size());
            }
        }
        return missing;
    }
}
