package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Raises sequence counters to what they were. A counter says how many children were ever created, and there is no other way
 * to raise it than to create one; so a child is created and deleted for each number, many in a request, and none is ever
 * seen by anybody.
 *
 * <p>How far a counter is from its goal is asked of the server each time, so that doing it again adds nothing.
 */
final class Counters {

    private static final int ASKED_AT_ONCE = 500;
    private static final int TOGETHER = 2_000;
    private static final int ON_THE_WAY = 8;

    /** Every server keeps the last 500 requests in its heap, and writes as small as these take many times their size there. */
    private static final int REQUEST_BYTES = 1 << 15;

    private static final int PAIR_AROUND = 128;
    private static final int ROUNDS_WITHOUT_GAIN = 8;

    private final LiveEnsemble ensemble;
    private final Inventory inventory;
    private final ReplayProgress progress;
    private final String child = "/k-" + UUID.randomUUID().toString().substring(0, 8);
    private final LongAdder raised = new LongAdder();
    private final int chroot;
    private final Semaphore room = new Semaphore(ON_THE_WAY);
    private final AtomicReference<@Nullable RefusedException> refusal = new AtomicReference<>();

    Counters(LiveEnsemble ensemble, Inventory inventory, ReplayProgress progress) {
        this.ensemble = ensemble;
        this.inventory = inventory;
        this.progress = progress;
        this.chroot = Sizes.utf8(ensemble.settings().chroot());
    }

    /** One counter, and how far it is. */
    private static final class Counter {

        private final String path;
        private final int goal;
        private long now;

        Counter(String path, int goal) {
            this.path = path;
            this.goal = goal;
        }
    }

    /** How many numbers were skipped over so far. */
    long raised() {
        return raised.sum();
    }

    void raise() throws IOException {
        List<Counter> some = new ArrayList<>();
        inventory.tree().walk(Place.ROOT, znode -> {
            if (isCounter(znode)) {
                some.add(new Counter(znode.path(), znode.childrenCreated()));
            }
            if (some.size() == TOGETHER) {
                raise(some);
                some.clear();
            }
        });
        raise(some);
    }

    private boolean isCounter(PastZnode znode) {
        return inventory.isRestored(znode.path())
                && !Place.isEphemeral(znode)
                && inventory.counts(znode)
                && znode.childrenCreated() > inventory.created(znode);
    }

    private void raise(List<Counter> counters) throws IOException {
        long before = Long.MIN_VALUE;
        int rounds = 0;
        for (List<Counter> open = open(counters); !open.isEmpty(); open = open(counters)) {
            long now = open.stream().mapToLong(counter -> counter.now).sum();
            rounds = now > before ? 0 : rounds + 1;
            if (rounds > ROUNDS_WITHOUT_GAIN) {
                throw new EnsembleLostException("the sequence counter of " + open.get(0).path + " stands at "
                        + open.get(0).now + " of " + open.get(0).goal + " and cannot be raised; see the servers' log");
            }
            before = now;
            create(open);
        }
    }

    /** Those that are not there yet, by what the server says now. */
    private List<Counter> open(List<Counter> counters) throws IOException {
        // what a server does not know yet would be done twice
        Questions.catchUp(ensemble);
        Questions<Counter> questions = new Questions<>(
                ensemble,
                ASKED_AT_ONCE,
                (client, counter, end) -> client.exists(
                        counter.path,
                        false,
                        (code, path, context, stat) -> {
                            // a znode that is gone by now has no counter
                            counter.now = stat == null ? counter.goal : created(stat);
                            end.accept(code);
                        },
                        null));
        for (Counter counter : counters) {
            questions.ask(counter);
        }
        questions.finish();
        return counters.stream().filter(counter -> counter.now < counter.goal).toList();
    }

    /** How many children were ever created: what clients are shown counts deletions, too. */
    static long created(Stat stat) {
        return ((long) stat.getCversion() + stat.getNumChildren()) / 2;
    }

    private void create(List<Counter> counters) throws IOException {
        int most = Math.min(REQUEST_BYTES, ensemble.maxBuffer() / 2);
        List<Op> pairs = new ArrayList<>();
        int bytes = 0;
        for (Counter counter : counters) {
            String path = (counter.path.equals(Place.ROOT) ? "" : counter.path) + child;
            int size = PAIR_AROUND + 2 * (Sizes.utf8(path) + chroot);
            for (long missing = counter.goal - counter.now; missing > 0; missing--) {
                pairs.add(Op.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
                pairs.add(Op.delete(path, -1));
                bytes += size;
                if (bytes + size > most) {
                    send(pairs);
                    pairs = new ArrayList<>();
                    bytes = 0;
                }
            }
        }
        if (!pairs.isEmpty()) {
            send(pairs);
        }
        awaitAnswers();
    }

    private void send(List<Op> pairs) throws IOException {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            throw Questions.interrupted();
        }
        progress.at("counters", raised.sum(), inventory.numbers());
        if (!ensemble.awaitConnected(Questions.PATIENCE)) {
            room.release();
            throw new EnsembleLostException(
                    "no connection to " + ensemble.settings().hosts() + " for " + Questions.PATIENCE.toMinutes()
                            + " minutes, while sequence counters were raised");
        }
        Requests.send(ensemble.client(), new Batch(pairs), (code, failed) -> ended(pairs, code, failed));
    }

    private void ended(List<Op> pairs, int code, int failed) {
        if (code == Code.OK.intValue()) {
            raised.add(pairs.size() / 2);
        } else if (!Retryable.is(code)) {
            refusal.compareAndSet(
                    null,
                    new RefusedException("the ensemble does not let a sequence counter be raised: "
                            + Retryable.name(code)
                            + (failed < 0
                                    ? ""
                                    : " at " + Place.parent(pairs.get(failed).getPath()))
                            + ". The super user's password, with --auth, helps, or --counters skip leaves them as they"
                            + " are"));
        }
        room.release();
    }

    private void awaitAnswers() throws IOException {
        try {
            room.acquire(ON_THE_WAY);
            room.release(ON_THE_WAY);
        } catch (InterruptedException e) {
            throw Questions.interrupted();
        }
        RefusedException refused = refusal.get();
        if (refused != null) {
            throw refused;
        }
    }
}
