package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.PastZnode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Reads back every znode that was to be written, and compares it with the tree. */
final class ReadBack {

    private static final int ON_THE_WAY = 300;

    /** Of what is asked for at once, so that the largest znodes do not fill the memory. */
    private static final long BYTES_ON_THE_WAY = 32 << 20;

    private final LiveEnsemble ensemble;
    private final Inventory inventory;
    private final boolean counters;
    private final ReplayProgress progress;
    private final LongAdder compared = new LongAdder();
    private final Named different = new Named();
    private final Named unreadable = new Named();
    private final Named masked = new Named();
    private final Named expired = new Named();
    private final Named ahead = new Named();
    /** Used on the client's thread alone. */
    private final AccessList lists = new AccessList();

    private long sinceDrain;

    ReadBack(LiveEnsemble ensemble, Inventory inventory, boolean counters, ReplayProgress progress) {
        this.ensemble = ensemble;
        this.inventory = inventory;
        this.counters = counters;
        this.progress = progress;
    }

    /** One znode, what it shall be, and how many children it shall have. */
    private record Wanted(PastZnode znode, int children, boolean counts, boolean mayExpire) {}

    void run() throws IOException {
        Questions.catchUp(ensemble);
        Questions<Wanted> questions = new Questions<>(ensemble, ON_THE_WAY, this::ask);
        inventory.tree().walk(Place.ROOT, znode -> {
            if (!inventory.isRestored(znode.path()) || Place.isEphemeral(znode)) {
                return;
            }
            sinceDrain += znode.length();
            if (sinceDrain > BYTES_ON_THE_WAY) {
                questions.finish();
                sinceDrain = znode.length();
            }
            questions.ask(new Wanted(
                    znode,
                    inventory.children(znode),
                    counters && inventory.counts(znode),
                    znode.kind() == PastZnode.Kind.TTL && !inventory.hasSurvivors(znode)));
            progress.at("reading back", compared.sum(), inventory.znodes());
        });
        questions.finish();
    }

    long compared() {
        return compared.sum();
    }

    /** What is not as it shall be. */
    Named different() {
        return different;
    }

    /** Sequence counters that stand higher than the source's, which nothing can lower. */
    Named ahead() {
        return ahead;
    }

    /** What could not be compared, but for what a server shows of it all the same. */
    Named unreadable() {
        return unreadable;
    }

    /** Whose access list was shown without its digests. */
    Named masked() {
        return masked;
    }

    /** What had lived its time since it was written. */
    Named expired() {
        return expired;
    }

    private void ask(ZooKeeper client, Wanted wanted, IntConsumer end) {
        String path = wanted.znode.path();
        Asking asking = new Asking(wanted, end);
        client.getData(path, false, (code, at, context, data, stat) -> asking.data(code, data, stat), null);
        client.getACL(path, new Stat(), (code, at, context, list, stat) -> asking.list(client, code, list), null);
    }

    private final class Asking {

        private final Wanted wanted;
        private final IntConsumer end;
        private int dataCode;
        private byte @Nullable [] data;
        private @Nullable Stat stat;

        Asking(Wanted wanted, IntConsumer end) {
            this.wanted = wanted;
            this.end = end;
        }

        void data(int code, byte @Nullable [] bytes, @Nullable Stat read) {
            dataCode = code;
            data = bytes;
            stat = read;
        }

        void list(ZooKeeper client, int code, @Nullable List<ACL> list) {
            if (Retryable.is(code) || Retryable.is(dataCode)) {
                end.accept(Retryable.is(code) ? code : dataCode);
            } else if (dataCode == Code.NOAUTH.intValue()) {
                // older servers show a Stat to everybody
                client.exists(
                        wanted.znode.path(),
                        false,
                        (third, path, context, shown) -> {
                            if (!Retryable.is(third)) {
                                hidden(third, code == Code.OK.intValue() ? list : null, shown);
                            }
                            end.accept(third);
                        },
                        null);
            } else {
                judge(list);
                end.accept(code);
            }
        }

        private void judge(@Nullable List<ACL> list) {
            String problem;
            if (dataCode == Code.NONODE.intValue()) {
                problem = "missing";
            } else if (stat == null || list == null) {
                problem = "cannot be read (" + Retryable.name(dataCode) + ")";
            } else {
                boolean same = Arrays.equals(data, wanted.znode.data()) || Place.isUsage(wanted.znode.path());
                problem = same ? difference(list, stat) : "other data";
            }
            note(problem);
        }

        private void hidden(int code, @Nullable List<ACL> list, @Nullable Stat shown) {
            synchronized (unreadable) {
                unreadable.add(wanted.znode.path());
            }
            if (shown == null) {
                note(code == Code.NOAUTH.intValue() ? "" : "missing");
            } else if (shown.getDataLength() != wanted.znode.length()) {
                note("data of " + shown.getDataLength() + " bytes, not " + wanted.znode.length());
            } else {
                note(difference(list, shown));
            }
        }

        private String difference(@Nullable List<ACL> list, Stat shown) {
            PastZnode znode = wanted.znode;
            List<ACL> lawful = lists.of(znode.acl());
            if (list != null && !AccessList.fits(lawful, list)) {
                return "access list " + AccessList.words(list) + ", not " + znode.acl();
            }
            if (list != null && !list.equals(lawful)) {
                synchronized (masked) {
                    masked.add(znode.path());
                }
            }
            if (Place.isOfSession(shown.getEphemeralOwner())) {
                return "a session's";
            }
            if (shown.getNumChildren() != wanted.children && !Place.isSystem(znode.path())) {
                return shown.getNumChildren() + " children, not " + wanted.children;
            }
            long created = Counters.created(shown);
            if (wanted.counts && created > znode.childrenCreated()) {
                synchronized (ahead) {
                    ahead.add(znode.path());
                }
            }
            return wanted.counts && created < znode.childrenCreated()
                    ? "sequence counter " + created + ", not " + znode.childrenCreated()
                    : "";
        }

        private void note(String problem) {
            compared.increment();
            if (problem.isEmpty()) {
                return;
            }
            boolean gone = problem.equals("missing") && wanted.mayExpire;
            Named list = gone ? expired : different;
            synchronized (list) {
                list.add(wanted.znode.path() + (gone ? "" : ": " + problem));
            }
        }
    }
}
