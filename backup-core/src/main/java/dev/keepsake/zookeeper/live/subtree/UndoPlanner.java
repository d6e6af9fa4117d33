package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.zookeeper.live.subtree.ChangePlan.Conflict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What takes back what an undo file says was done: exactly that, and only where everything is still as it was left. Where
 * the file ends before it says what became of a write, what is there tells.
 */
final class UndoPlanner {

    private final UndoFile file;
    private final Map<String, PastZnode> live;
    private final Map<String, Optional<Identity>> left = new HashMap<>();
    private final SortedMap<String, ZnodeChange> changes = new TreeMap<>(PathOrder.PARENTS_FIRST);
    private final SortedMap<String, Conflict> conflicts = new TreeMap<>(PathOrder.PARENTS_FIRST);
    private final Set<String> already = new HashSet<>();

    private UndoPlanner(UndoFile file, Map<String, PastZnode> live) {
        this.file = file;
        this.live = live;
    }

    /** Every znode that may have been touched. */
    static Set<String> paths(UndoFile file) {
        Set<String> paths = new TreeSet<>(PathOrder.PARENTS_FIRST);
        file.units().forEach(unit -> paths.addAll(unit.paths()));
        return paths;
    }

    /** {@code live} holds those of {@link #paths} that are there now. */
    static ChangePlan plan(UndoFile file, Map<String, PastZnode> live) {
        UndoPlanner planner = new UndoPlanner(file, live);
        file.units().forEach(planner::follow);
        planner.left.forEach(planner::takeBack);
        planner.keepWhatHasChildren();
        return new ChangePlan(
                List.copyOf(planner.changes.values()), List.copyOf(planner.conflicts.values()), 0, planner.notes());
    }

    private void follow(UndoFile.Unit unit) {
        if (unit.outcome().isPresent()) {
            left.putAll(unit.outcome().get());
        } else if (unit.kind().equals(UndoWriter.EACH)) {
            unit.paths().forEach(this::judgeList);
        } else {
            judgeMulti(unit.paths());
        }
    }

    private void judgeMulti(List<String> paths) {
        List<ZnodeChange> tried = paths.stream().map(this::planned).toList();
        Map<String, Identity> before = new HashMap<>();
        tried.forEach(change -> before(change).ifPresent(state -> before.put(change.path(), state)));
        Verdict verdict = Verdict.late(tried, before, live);
        if (verdict.finding() == Verdict.Finding.DONE) {
            left.putAll(verdict.states());
        } else if (verdict.finding() == Verdict.Finding.UNKNOWN) {
            paths.forEach(this::unknown);
        }
    }

    private void judgeList(String path) {
        ZnodeChange change = planned(path);
        PastZnode present = live.get(path);
        Optional<Identity> before = before(change);
        if (present != null && before.isPresent() && Securing.isDone(change, before.get(), present)) {
            left.put(path, Optional.of(before.get().secured()));
        } else if (!left.containsKey(path)
                && !before.equals(Optional.ofNullable(present).map(Identity::of))) {
            unknown(path);
        }
    }

    private ZnodeChange planned(String path) {
        return Objects.requireNonNull(file.changes().get(path));
    }

    private Optional<Identity> before(ZnodeChange change) {
        Optional<Identity> own = left.getOrDefault(change.path(), Optional.empty());
        return own.isPresent() ? own : change.before().map(Identity::of);
    }

    private void unknown(String path) {
        if (isSame(planned(path).from(), live.get(path))) {
            already.add(path);
            return;
        }
        conflicts.put(
                path,
                new Conflict(
                        path,
                        "the change ended before it was told whether this was done, and what is there now does not tell"
                                + " either"));
    }

    private void takeBack(String path, Optional<Identity> state) {
        @Nullable PastZnode original = planned(path).from();
        @Nullable PastZnode present = live.get(path);
        if (conflicts.containsKey(path)) {
            return;
        }
        if (isSame(original, present)) {
            already.add(path);
        } else if (state.equals(Optional.ofNullable(present).map(Identity::of))
                || isHalfTakenBack(state, original, present)) {
            changes.put(path, new ZnodeChange(path, present, original));
        } else {
            conflicts.put(path, new Conflict(path, became(state, present)));
        }
    }

    /**
     * Whether an undo that was broken off has left it so: with its data as it was and its list still as we left it, or the
     * other way round; or created again, but still opened for its children.
     */
    private static boolean isHalfTakenBack(
            Optional<Identity> state, @Nullable PastZnode original, @Nullable PastZnode present) {
        if (original == null || present == null) {
            return false;
        }
        Identity now = Identity.of(present);
        if (state.isEmpty()) {
            return present.sameData(original) && Draft.isOpened(present, original.acl());
        }
        boolean data = present.sameData(original) || now.hasDataOf(state.get());
        boolean list = present.acl().equals(original.acl()) || now.hasListOf(state.get());
        return data && list && now.created() == state.get().created();
    }

    private static boolean isSame(@Nullable PastZnode original, @Nullable PastZnode present) {
        if (original == null || present == null) {
            return original == null && present == null;
        }
        return original.sameData(present) && original.acl().equals(present.acl());
    }

    private static String became(Optional<Identity> left, @Nullable PastZnode present) {
        if (present == null) {
            return "somebody has deleted it since";
        }
        Identity now = Identity.of(present);
        return left.map(state -> "since then, " + state.became(now))
                .orElseGet(() -> "somebody has created it since (by 0x" + Long.toHexString(now.created()) + ")");
    }

    /** What others have made below a znode of ours keeps that znode, and those above it. */
    private void keepWhatHasChildren() {
        Map<String, Integer> going = new HashMap<>();
        List<String> deepestFirst = new ArrayList<>(changes.keySet());
        for (int i = deepestFirst.size() - 1; i >= 0; i--) {
            String path = deepestFirst.get(i);
            ZnodeChange change = Objects.requireNonNull(changes.get(path));
            if (!change.deletes()) {
                continue;
            }
            int staying = change.present().children() - going.getOrDefault(path, 0);
            if (staying > 0) {
                changes.remove(path);
                conflicts.put(
                        path,
                        new Conflict(path, "not deleted, since " + staying + " znodes directly below it are not ours"));
            } else {
                going.merge(PathOrder.parent(path), 1, Integer::sum);
            }
        }
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!file.isFinished()) {
            notes.add("the change did not come to its end; what it had done is taken back");
        }
        if (!already.isEmpty()) {
            notes.add("are already as they were: " + already.size() + " znodes");
        }
        long plain = changes.values().stream()
                .filter(change -> change.creates() && change.wanted().kind() == PastZnode.Kind.PERSISTENT)
                .count();
        if (plain > 0) {
            notes.add(
                    "come back as plain znodes, since no client is shown whether they were containers or had a time to"
                            + " live: " + plain);
        }
        return notes;
    }
}
