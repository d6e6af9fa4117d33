package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.zookeeper.live.subtree.ChangePlan.Conflict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets access lists, which ZooKeeper knows no multi for: each for itself, many on the way, guarded by its own version. */
final class Securing {

    private static final int TRIES = 5;

    private final Ensemble ensemble;
    private final UndoWriter undo;
    private final Guards guards;
    private final List<Conflict> overwritten;

    Securing(Ensemble ensemble, UndoWriter undo, Guards guards, List<Conflict> overwritten) {
        this.ensemble = ensemble;
        this.undo = undo;
        this.guards = guards;
        this.overwritten = overwritten;
    }

    /** Sets those of these changes that nothing speaks against; the others are noted. */
    void set(List<ZnodeChange> changes) throws IOException {
        List<ZnodeChange> open = changes.stream()
                .filter(change -> !guards.isConflict(change.path()))
                .toList();
        for (int tries = 0; !open.isEmpty(); tries++) {
            if (tries == TRIES) {
                open.forEach(change -> guards.conflict(change.path(), "its access list changes too fast"));
                return;
            }
            open = guards.pass(open, ensemble.look(guards.watched(open)));
            if (!open.isEmpty()) {
                open = once(open);
            }
        }
    }

    private List<ZnodeChange> once(List<ZnodeChange> open) throws IOException {
        int unit = undo.intend(UndoWriter.EACH, open);
        List<Answer> answers = ensemble.secure(open.stream()
                .map(change -> new Ensemble.Access(
                        change.path(),
                        change.wanted().acl(),
                        guards.expected(change).aclVersion()))
                .toList());
        Map<String, Optional<Identity>> states = new HashMap<>();
        List<ZnodeChange> again = new ArrayList<>();
        List<ZnodeChange> lost = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            ZnodeChange change = open.get(i);
            if (answers.get(i) instanceof Answer.Done done) {
                done.states().get(0).ifPresent(state -> settle(change, state, states));
            } else if (answers.get(i) instanceof Answer.Stopped stopped && stopped.lasting()) {
                guards.conflict(change.path(), stopped.why());
            } else if (answers.get(i) instanceof Answer.Stopped) {
                again.add(change);
            } else {
                lost.add(change);
            }
        }
        again.addAll(resolve(lost, states));
        undo.settle(unit, states, "");
        return again;
    }

    /** Data may have changed meanwhile, which the version of a list does not guard; the state noted is without that. */
    private void settle(ZnodeChange change, Identity state, Map<String, Optional<Identity>> states) {
        if (state.created() != guards.expected(change).created()) {
            overwritten.add(new Conflict(
                    change.path(),
                    "somebody deleted it and created it again by 0x" + Long.toHexString(state.created())
                            + ", in the moment between our look and our write; it has the access list of the other one"
                            + " now"));
        }
        Identity expected = guards.expected(change);
        Identity left = state.created() == expected.created() ? expected.secured() : state;
        guards.made(change.path(), left);
        states.put(change.path(), Optional.of(left));
    }

    private List<ZnodeChange> resolve(List<ZnodeChange> lost, Map<String, Optional<Identity>> states)
            throws IOException {
        List<ZnodeChange> again = new ArrayList<>();
        if (lost.isEmpty()) {
            return again;
        }
        Map<String, PastZnode> now =
                ensemble.read(lost.stream().map(ZnodeChange::path).toList());
        for (ZnodeChange change : lost) {
            PastZnode present = now.get(change.path());
            Identity before = guards.expected(change);
            if (present != null && isDone(change, before, present)) {
                settle(change, Identity.of(present), states);
            } else {
                // as it was, it is asked for again; as nobody expected it, the guard says so
                again.add(change);
            }
        }
        return again;
    }

    /** Whether a list was set once, to what was wanted; what became of the data tells nothing of that. */
    static boolean isDone(ZnodeChange change, Identity before, PastZnode present) {
        return Identity.of(present).hasListOf(before.secured())
                && present.acl().equals(change.wanted().acl());
    }
}
