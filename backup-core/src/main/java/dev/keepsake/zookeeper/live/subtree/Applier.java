package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.zookeeper.live.EnsembleLostException;
import dev.keepsake.zookeeper.live.subtree.ChangePlan.Conflict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Does what a plan says, in multis that each look first at what they are about to touch: what is to be there comes parents
 * first, then what is to go, deepest first, then access lists, deepest first, so that none locks us out too early. What
 * somebody else has changed is left alone and noted, and the rest goes on.
 */
final class Applier {

    private static final int OPERATIONS = 200;
    private static final int TRIES = 20;
    private static final int LOSSES = 5;

    private final Ensemble ensemble;
    private final UndoWriter undo;
    private final SubtreeChange.Progress progress;
    private final ChangePlan plan;
    private final Guards guards;
    private final List<Conflict> overwritten = new ArrayList<>();
    private final int all;
    private int tried;

    Applier(Ensemble ensemble, UndoWriter undo, SubtreeChange.Progress progress, ChangePlan plan) {
        this.ensemble = ensemble;
        this.undo = undo;
        this.progress = progress;
        this.plan = plan;
        this.guards = new Guards(plan.changes());
        this.all = bring().size() + remove().size() + lists().size();
    }

    ChangeOutcome apply() throws IOException {
        inMultis(bring());
        inMultis(remove());
        for (List<ZnodeChange> part : parts(lists(), 0)) {
            new Securing(ensemble, undo, guards, overwritten).set(part);
            advance(part.size());
        }
        List<Conflict> conflicts = Stream.concat(plan.conflicts().stream(), guards.conflicts().stream())
                .toList();
        undo.finish(conflicts);
        return new ChangeOutcome(plan.changes().size() - guards.conflicts().size(), conflicts, overwritten);
    }

    /** Quotas come last, or they could forbid what was there when they were set. */
    private List<ZnodeChange> bring() {
        List<ZnodeChange> changes = new ArrayList<>(plan.changes().stream()
                .filter(change -> change.creates() || change.setsData())
                .sorted((one, other) -> PathOrder.PARENTS_FIRST.compare(one.path(), other.path()))
                .toList());
        List<ZnodeChange> quotas = changes.stream()
                .filter(change -> OwnPaths.isQuota(change.path()))
                .toList();
        changes.removeAll(quotas);
        changes.addAll(quotas);
        return changes;
    }

    private List<ZnodeChange> remove() {
        return deepestFirst(plan.changes().stream().filter(ZnodeChange::deletes).toList());
    }

    private List<ZnodeChange> lists() {
        return deepestFirst(plan.changes().stream()
                .filter(change -> change.setsAcl() || guards.isOpenedFirst(change.path()))
                .toList());
    }

    private static List<ZnodeChange> deepestFirst(List<ZnodeChange> changes) {
        List<ZnodeChange> sorted = new ArrayList<>(changes);
        sorted.sort((one, other) -> PathOrder.PARENTS_FIRST.compare(other.path(), one.path()));
        return sorted;
    }

    private void inMultis(List<ZnodeChange> changes) throws IOException {
        for (List<ZnodeChange> part : parts(changes, ensemble.maxBuffer() / 2)) {
            multi(part);
            advance(part.size());
        }
    }

    private void advance(int more) {
        tried += more;
        progress.at(tried, all);
    }

    /** Parts of a bounded number of writes and, with a limit that is not 0, of bytes. */
    private List<List<ZnodeChange>> parts(List<ZnodeChange> changes, long limit) {
        List<List<ZnodeChange>> parts = new ArrayList<>();
        List<ZnodeChange> part = new ArrayList<>();
        long bytes = 0;
        for (ZnodeChange change : changes) {
            long more =
                    limit == 0 ? 0 : Draft.of(List.of(change), ensemble, guards).bytes();
            if (!part.isEmpty() && (part.size() == OPERATIONS || bytes + more > limit)) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(change);
            bytes += more;
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private void multi(List<ZnodeChange> part) throws IOException {
        List<ZnodeChange> open = part;
        int losses = 0;
        for (int tries = 0; !open.isEmpty(); tries++) {
            open = guards.pass(open, ensemble.look(guards.watched(open)));
            Draft draft = Draft.of(open, ensemble, guards);
            if (open.isEmpty() || isTooLarge(draft, open)) {
                return;
            }
            int unit = undo.intend(UndoWriter.MULTI, open);
            Answer answer = ensemble.commit(draft.edits());
            if (answer instanceof Answer.Done done) {
                settle(unit, draft, done);
                return;
            }
            if (answer instanceof Answer.Lost) {
                if (resolve(unit, open)) {
                    return;
                }
                losses++;
                requireHope(losses, draft);
            } else if (answer instanceof Answer.Stopped stopped) {
                undo.settle(unit, Map.of(), stopped.why());
                open = stopped(open, draft, stopped, tries);
            }
        }
    }

    /** One that is alone and does not fit into a request at all. */
    private boolean isTooLarge(Draft draft, List<ZnodeChange> open) {
        boolean tooLarge = open.size() == 1 && draft.bytes() > ensemble.maxBuffer();
        if (tooLarge) {
            guards.conflict(
                    open.get(0).path(),
                    "a request of " + draft.bytes() + " bytes, but the servers take " + ensemble.maxBuffer()
                            + " (their jute.maxbuffer; --jute-maxbuffer tells of another one)");
        }
        return tooLarge;
    }

    private void requireHope(int losses, Draft draft) throws IOException {
        if (losses == LOSSES) {
            throw new EnsembleLostException("the connection was lost " + LOSSES + " times in a row at a request of "
                    + draft.bytes() + " bytes that begins with "
                    + draft.edits().get(0).path()
                    + "; if the servers' jute.maxbuffer is below " + ensemble.maxBuffer()
                    + ", say so with --jute-maxbuffer");
        }
    }

    /** No answer came. Whether it was done is read off what is there now; nothing is sent twice. */
    private boolean resolve(int unit, List<ZnodeChange> open) throws IOException {
        Map<String, Identity> before = Draft.before(open, guards);
        Verdict verdict = Verdict.of(
                open, before, ensemble.read(open.stream().map(ZnodeChange::path).toList()));
        switch (verdict.finding()) {
            case NOT_DONE -> {
                undo.settle(unit, Map.of(), "no answer came, and it was not done");
                return false;
            }
            case DONE -> {
                note(unit, verdict.states());
                return true;
            }
            case UNKNOWN ->
                open.forEach(change -> guards.conflict(
                        change.path(),
                        "no answer came, and what is there now does not tell whether this was done; others have written"
                                + " there meanwhile"));
        }
        return true;
    }

    private void note(int unit, Map<String, Optional<Identity>> states) throws IOException {
        undo.settle(unit, states, "");
        states.forEach((path, state) -> state.ifPresent(now -> guards.made(path, now)));
    }

    private List<ZnodeChange> stopped(List<ZnodeChange> open, Draft draft, Answer.Stopped stopped, int tries) {
        if (!stopped.lasting() && tries < TRIES) {
            return open;
        }
        if (stopped.index() < 0) {
            open.forEach(change -> guards.conflict(change.path(), stopped.why()));
            return List.of();
        }
        ZnodeChange culprit = draft.owner(stopped.index());
        if (draft.isProbe(stopped.index()) && stopped.lasting()) {
            guards.unprobed(culprit.path());
            return open;
        }
        guards.conflict(culprit.path(), stopped.why());
        return open.stream()
                .filter(change -> !change.path().equals(culprit.path()))
                .toList();
    }

    private void settle(int unit, Draft draft, Answer.Done done) throws IOException {
        Map<String, Optional<Identity>> states = new HashMap<>();
        long transaction = transaction(done);
        for (int i = 0; i < draft.edits().size(); i++) {
            ZnodeChange change = draft.owner(i);
            Optional<Identity> told = done.states().get(i);
            if (change.creates()) {
                states.put(change.path(), Optional.of(told.orElseGet(() -> Identity.born(transaction))));
                continue;
            }
            told.ifPresent(state -> compare(change, state));
            states.put(
                    change.path(),
                    change.deletes() ? Optional.empty() : told.map(state -> guards.after(change, state)));
        }
        note(unit, states);
    }

    private static long transaction(Answer.Done done) {
        return done.states().stream()
                .flatMap(Optional::stream)
                .mapToLong(Identity::modified)
                .findFirst()
                .orElse(0);
    }

    /** What no version could guard beforehand, since a new znode's is 0 again, and a multi takes none of a list. */
    private void compare(ZnodeChange change, Identity told) {
        Identity expected = guards.expected(change);
        if (told.created() != expected.created()) {
            overwritten.add(new Conflict(
                    change.path(),
                    "somebody deleted it and created it again by 0x" + Long.toHexString(told.created())
                            + ", in the moment between our look and our write; what it held then is lost"));
        } else if (change.deletes() && told.aclVersion() != expected.aclVersion()) {
            overwritten.add(new Conflict(
                    change.path(),
                    "somebody gave it another access list in the moment between our look and its deletion; that list is"
                            + " lost"));
        }
    }
}
