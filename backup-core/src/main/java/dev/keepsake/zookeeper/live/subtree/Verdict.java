package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a multi was done whose answer nobody got, by what is there afterwards. One znode that is just as it was says no; one
 * that is just as it was to be says yes, and by which transaction, which is then the same for all of them.
 */
final class Verdict {

    /** What is found. */
    enum Finding {
        DONE,
        NOT_DONE,
        UNKNOWN
    }

    private final boolean late;
    private final Map<String, Identity> before;
    private final Map<String, PastZnode> now;
    private final Set<Long> transactions = new HashSet<>();
    private final Map<String, Optional<Identity>> states = new HashMap<>();
    private int matches;
    private boolean asBefore;
    private boolean absent;
    private boolean gone;
    private boolean strange;

    private Verdict(boolean late, Map<String, Identity> before, Map<String, PastZnode> now) {
        this.late = late;
        this.before = before;
        this.now = now;
    }

    /** Judges; {@code before} has the state of each znode that was there, {@code now} what is there. */
    static Verdict of(List<ZnodeChange> changes, Map<String, Identity> before, Map<String, PastZnode> now) {
        return of(false, changes, before, now);
    }

    /** The same long afterwards, when an undo that was broken off may have taken a part of it back already. */
    static Verdict late(List<ZnodeChange> changes, Map<String, Identity> before, Map<String, PastZnode> now) {
        return of(true, changes, before, now);
    }

    private static Verdict of(
            boolean late, List<ZnodeChange> changes, Map<String, Identity> before, Map<String, PastZnode> now) {
        Verdict verdict = new Verdict(late, before, now);
        changes.forEach(verdict::look);
        verdict.settle(changes);
        return verdict;
    }

    Finding finding() {
        if (asBefore) {
            return Finding.NOT_DONE;
        }
        // one znode alone may have been written so by somebody else, when another one tells otherwise
        if (transactions.size() == 1 && (late || matches > 1 || !(absent || strange))) {
            return Finding.DONE;
        }
        if (!transactions.isEmpty() || strange) {
            return Finding.UNKNOWN;
        }
        if (gone) {
            // a deletion of ours or of somebody else: what was wanted is the case
            return absent ? Finding.UNKNOWN : Finding.DONE;
        }
        return Finding.NOT_DONE;
    }

    /** The znodes right after it, where it was done; empty for those that it deleted. */
    Map<String, Optional<Identity>> states() {
        return states;
    }

    private void look(ZnodeChange change) {
        PastZnode present = now.get(change.path());
        if (change.creates()) {
            created(change, present);
        } else if (change.deletes()) {
            deleted(change, present);
        } else {
            set(change, present);
        }
    }

    private void created(ZnodeChange change, @Nullable PastZnode present) {
        if (present == null) {
            absent = true;
        } else if (present.created().equals(present.modified()) && present.sameData(change.wanted())) {
            match(present.created().value());
        } else {
            strange = true;
        }
    }

    private void deleted(ZnodeChange change, @Nullable PastZnode present) {
        if (present != null && present.created().value() == before(change).created()) {
            asBefore = true;
        } else if (present == null || late) {
            gone = true;
        } else {
            strange = true;
        }
    }

    private void match(long transaction) {
        transactions.add(transaction);
        matches++;
    }

    private void set(ZnodeChange change, @Nullable PastZnode present) {
        Identity old = before(change);
        if (present == null || present.created().value() != old.created()) {
            strange = true;
        } else if (present.modified().value() == old.modified()) {
            asBefore = true;
        } else if (present.version() == old.version() + 1 && present.sameData(change.wanted())) {
            match(present.modified().value());
        } else {
            strange = true;
        }
    }

    private Identity before(ZnodeChange change) {
        return before.getOrDefault(change.path(), new Identity(0, 0, 0, 0));
    }

    private void settle(List<ZnodeChange> changes) {
        if (finding() != Finding.DONE) {
            return;
        }
        long transaction = transactions.isEmpty() ? 0 : transactions.iterator().next();
        for (ZnodeChange change : changes) {
            if (change.deletes()) {
                states.put(change.path(), Optional.empty());
            } else if (change.creates()) {
                states.put(change.path(), Optional.of(born(transaction, now.get(change.path()))));
            } else {
                states.put(change.path(), Optional.of(before(change).set(transaction)));
            }
        }
    }

    /** A version of 1 is that of a znode whose data was set right away, for the sake of the answer. */
    private static Identity born(long transaction, @Nullable PastZnode present) {
        if (present == null) {
            return Identity.born(transaction);
        }
        boolean ours = present.created().value() == transaction
                && present.modified().value() == transaction
                && present.aclVersion() == 0;
        return ours ? Identity.of(present) : Identity.born(transaction);
    }
}
