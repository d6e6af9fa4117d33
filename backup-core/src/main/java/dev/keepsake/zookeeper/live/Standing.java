package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an ensemble before a replay into it: nothing but what ZooKeeper makes itself, a part of the very tree that
 * is to be replayed, or something else.
 */
final class Standing {

    private static final int ON_THE_WAY = 200;
    private static final int FOREIGN_ENOUGH = 1_000;

    /** Of data that is asked for at once, so that the largest znodes do not fill the memory. */
    private static final long BYTES_ON_THE_WAY = 32 << 20;

    private final LiveEnsemble ensemble;
    private final Inventory inventory;
    private final AccessList lists = new AccessList();
    private final Queue<Seen> answers = new ConcurrentLinkedQueue<>();
    private final Named foreign = new Named();
    private final List<String> leftOpen = new ArrayList<>();
    private boolean rootMissing;
    private boolean rootSet;
    private long found;

    private Standing(LiveEnsemble ensemble, Inventory inventory) {
        this.ensemble = ensemble;
        this.inventory = inventory;
    }

    /** One znode as it stands there, without what its access list does not show us. */
    private record Seen(
            String path,
            boolean there,
            Optional<Stat> stat,
            Optional<Read> read,
            Optional<List<ACL>> acl,
            Optional<List<String>> names) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Read(byte @Nullable [] data) {}

    /** Looks through all of it, or as far as it takes to see that it is somebody else's. */
    static Standing look(LiveEnsemble ensemble, Inventory inventory) throws IOException {
        Standing standing = new Standing(ensemble, inventory);
        standing.walk();
        return standing;
    }

    /** Refuses an ensemble that is not blank, unless this very replay is to be gone on with. */
    void requireBlank(boolean resume) throws RefusedException {
        String where = ensemble.settings().connect();
        if (!foreign.isEmpty()) {
            throw new RefusedException(
                    Guard.NOT_BLANK,
                    "the ensemble at " + where + " is not blank: it holds "
                            + (foreign.count() >= FOREIGN_ENOUGH ? "at least " : "") + foreign.count() + " znodes"
                            + (found > 0 ? " that this restore would not have made" : "") + " (" + foreign.words()
                            + "). Nothing was written. Restore into a blank ensemble, or below an empty znode of this one, with"
                            + " --connect HOSTS/CHROOT");
        }
        if (found > 0 && !resume) {
            throw new RefusedException(
                    Guard.NOT_BLANK,
                    "the ensemble at " + where + " is not blank: it holds " + found
                            + " znodes, all of them as this restore makes them, so it seems that one was broken off. With"
                            + " --resume it is finished; nothing was written");
        }
    }

    /** How many znodes are there already. */
    long found() {
        return found;
    }

    /** Those of them that stand open to everybody, though they shall not. */
    List<String> leftOpen() {
        return leftOpen;
    }

    /** Whether the chroot itself has to be made. */
    boolean rootMissing() {
        return rootMissing;
    }

    /** Whether the root's data is what it shall be. */
    boolean rootSet() {
        return rootSet;
    }

    private void walk() throws IOException {
        Questions.catchUp(ensemble);
        Questions<String> questions = new Questions<>(ensemble, ON_THE_WAY, this::ask);
        Deque<String> todo = new ArrayDeque<>(List.of(Place.ROOT));
        long asked = 0;
        while (!todo.isEmpty() && foreign.count() < FOREIGN_ENOUGH) {
            String path = todo.removeLast();
            int length = wanted(path).map(PastZnode::length).orElse(0);
            if (asked + length > BYTES_ON_THE_WAY) {
                questions.finish();
                asked = 0;
            }
            asked += length;
            questions.ask(path);
            if (todo.isEmpty()) {
                questions.finish();
            }
            for (Seen seen = answers.poll(); seen != null; seen = answers.poll()) {
                judge(seen);
                String above = seen.path.equals(Place.ROOT) ? "/" : seen.path + "/";
                seen.names.ifPresent(names -> names.forEach(name -> todo.addLast(above + name)));
            }
        }
        questions.finish();
    }

    /** What shall be there in the end; empty where nothing shall. */
    private Optional<PastZnode> wanted(String path) {
        return inventory.isRestored(path)
                ? inventory.tree().znode(path).filter(znode -> !Place.isEphemeral(znode))
                : Optional.empty();
    }

    /** Up to four questions; their answers come in this order. Nobody needs the data of what is somebody else's. */
    private void ask(ZooKeeper client, String path, IntConsumer end) {
        Asking asking = new Asking(path, end);
        client.exists(path, false, (code, at, context, stat) -> asking.stat(code, stat), null);
        if (wanted(path).isPresent()) {
            client.getData(path, false, (code, at, context, data, stat) -> asking.data(code, data), null);
        }
        client.getACL(path, new Stat(), (code, at, context, list, stat) -> asking.list(code, list), null);
        client.getChildren(path, false, (code, at, context, names) -> asking.names(code, names), null);
    }

    /** What is known so far. */
    private final class Asking {

        private final String path;
        private final IntConsumer end;
        private boolean there;
        private Optional<Stat> stat = Optional.empty();
        private Optional<Read> read = Optional.empty();
        private Optional<List<ACL>> acl = Optional.empty();
        private int lost = Code.OK.intValue();

        Asking(String path, IntConsumer end) {
            this.path = path;
            this.end = end;
        }

        void stat(int code, @Nullable Stat found) {
            note(code);
            there = code == Code.OK.intValue() || code == Code.NOAUTH.intValue();
            stat = Optional.ofNullable(found);
        }

        void data(int code, byte @Nullable [] data) {
            note(code);
            read = code == Code.OK.intValue() ? Optional.of(new Read(data)) : Optional.empty();
        }

        void list(int code, @Nullable List<ACL> list) {
            note(code);
            acl = Optional.ofNullable(list);
        }

        void names(int code, @Nullable List<String> names) {
            note(code);
            if (lost == Code.OK.intValue()) {
                answers.add(new Seen(path, there, stat, read, acl, Optional.ofNullable(names)));
            }
            end.accept(lost);
        }

        private void note(int code) {
            if (Retryable.is(code)) {
                lost = code;
            }
        }
    }

    private void judge(Seen seen) {
        if (seen.path.equals(Place.ROOT)) {
            root(seen);
            return;
        }
        boolean innate = Place.isInnate(seen.path) && !inventory.isBelow();
        if (innate || !seen.there) {
            return;
        }
        Optional<PastZnode> wanted = wanted(seen.path);
        String strange = wanted.map(znode -> strangeness(znode, seen)).orElse("not in the backup");
        if (strange.isEmpty()) {
            found++;
            noteOpen(wanted.orElseThrow(), seen);
        } else {
            foreign.add(seen.path + (wanted.isPresent() ? ": " + strange : ""));
        }
    }

    private void noteOpen(PastZnode wanted, Seen seen) {
        if (seen.acl.filter(AccessList::isOpen).isPresent() && !AccessList.isOpen(lists.of(wanted.acl()))) {
            leftOpen.add(seen.path);
        }
    }

    private void root(Seen seen) {
        rootMissing = !seen.there;
        byte[] data = seen.read.map(read -> read.data).orElse(null);
        byte[] wanted = inventory.tree().znode(Place.ROOT).orElseThrow().data();
        rootSet = !rootMissing && Arrays.equals(data, wanted);
        if (!rootMissing && !rootSet && data != null && data.length > 0) {
            foreign.add("/: other data");
        }
    }

    private String strangeness(PastZnode wanted, Seen seen) {
        if (seen.stat
                .filter(stat -> Place.isOfSession(stat.getEphemeralOwner()))
                .isPresent()) {
            return "a session's";
        }
        boolean sameData = seen.read
                .map(read -> Arrays.equals(read.data, wanted.data()))
                .orElse(seen.stat.map(Stat::getDataLength).orElse(wanted.length()) == wanted.length());
        if (!sameData && !Place.isUsage(seen.path)) {
            return "other data";
        }
        boolean sameList = seen.acl
                .map(list -> AccessList.fits(lists.of(wanted.acl()), list) || AccessList.isOpen(list))
                .orElse(true);
        return sameList ? "" : "another access list";
    }
}
