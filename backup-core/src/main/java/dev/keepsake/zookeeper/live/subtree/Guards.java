package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.zookeeper.live.subtree.ChangePlan.Conflict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether znodes are still as the plan, or a write of ours since, left them; and which were not. */
final class Guards {

    private final Map<String, Identity> ours = new HashMap<>();
    private final Map<String, Conflict> conflicts = new LinkedHashMap<>();
    private final Set<String> unprobed = new HashSet<>();
    private final Set<String> openedFirst = new HashSet<>();
    private final Set<String> created = new HashSet<>();

    Guards(Collection<ZnodeChange> changes) {
        changes.stream().filter(ZnodeChange::creates).map(ZnodeChange::path).forEach(created::add);
        changes.stream()
                .filter(change -> change.creates() && created.contains(PathOrder.parent(change.path())))
                .map(change -> PathOrder.parent(change.path()))
                .forEach(openedFirst::add);
        changes.stream()
                .filter(change -> openedFirst.contains(change.path()) && letsAnybodyCreate(change))
                .map(ZnodeChange::path)
                .forEach(openedFirst::remove);
    }

    private static boolean letsAnybodyCreate(ZnodeChange change) {
        return change.wanted().acl().stream().anyMatch(entry -> entry.matches("world:anyone:c[drwa]*"));
    }

    /** Whether it needs another list than its own until its children are there. */
    boolean isOpenedFirst(String path) {
        return openedFirst.contains(path);
    }

    /** Whether a deletion goes without asking which znode it was, since that may not be asked. */
    boolean isUnprobed(String path) {
        return unprobed.contains(path);
    }

    void unprobed(String path) {
        unprobed.add(path);
    }

    /** In which state it must be; only of what is there. */
    Identity expected(ZnodeChange change) {
        Identity own = ours.get(change.path());
        return own == null ? Identity.of(change.present()) : own;
    }

    /**
     * The state that our write of data has left, were it the only write. What else an answer shows was somebody
     * else's, who came in between; the next look must find that, and not take it for ours.
     */
    Identity after(ZnodeChange change, Identity told) {
        Identity expected = expected(change);
        return told.created() != expected.created() ? told : expected.set(told.modified());
    }

    /** What our own write has made of it. */
    void made(String path, Identity state) {
        ours.put(path, state);
    }

    void conflict(String path, String why) {
        conflicts.putIfAbsent(path, new Conflict(path, why));
    }

    boolean isConflict(String path) {
        return conflicts.containsKey(path);
    }

    List<Conflict> conflicts() {
        return List.copyOf(conflicts.values());
    }

    /** Which znodes have to be looked at before these changes. */
    Set<String> watched(List<ZnodeChange> changes) {
        Set<String> paths = new HashSet<>();
        for (ZnodeChange change : changes) {
            paths.add(change.path());
            if (change.creates()) {
                paths.add(PathOrder.parent(change.path()));
            }
        }
        return paths;
    }

    /** Those that nothing speaks against, in their order; of the others it is noted what does. */
    List<ZnodeChange> pass(List<ZnodeChange> changes, Map<String, Ensemble.Sight> now) {
        List<ZnodeChange> passed = new ArrayList<>();
        Map<String, Integer> going = new HashMap<>();
        Set<String> coming = new HashSet<>();
        for (ZnodeChange change : changes) {
            Optional<String> objection = change.creates() && !ours.containsKey(change.path())
                    ? toCreation(change.path(), now, coming)
                    : toChange(change, now, going);
            if (objection.isPresent()) {
                conflict(change.path(), objection.get());
                continue;
            }
            passed.add(change);
            if (change.deletes()) {
                going.merge(PathOrder.parent(change.path()), 1, Integer::sum);
            } else if (change.creates()) {
                coming.add(change.path());
            }
        }
        return passed;
    }

    private Optional<String> toCreation(String path, Map<String, Ensemble.Sight> now, Set<String> coming) {
        String parent = PathOrder.parent(path);
        if (isConflict(parent) && created.contains(parent)) {
            return Optional.of("not created, since " + parent + " was not");
        }
        Ensemble.Sight present = now.get(path);
        if (present != null) {
            return Optional.of("somebody created it (by 0x"
                    + Long.toHexString(present.identity().created()) + ")");
        }
        Ensemble.Sight above = now.get(parent);
        if (above == null && !coming.contains(parent)) {
            return Optional.of("somebody deleted its parent");
        }
        return above != null && above.ephemeral()
                ? Optional.of("its parent is an ephemeral znode now, which has no children")
                : Optional.empty();
    }

    private Optional<String> toChange(ZnodeChange change, Map<String, Ensemble.Sight> now, Map<String, Integer> going) {
        Ensemble.Sight present = now.get(change.path());
        if (present == null) {
            return Optional.of("somebody deleted it");
        }
        Identity expected = expected(change);
        // what we opened for its children must be closed again, whatever its data is by now
        boolean same = change.creates()
                ? present.identity().hasListOf(expected)
                : present.identity().equals(expected);
        if (!same) {
            return Optional.of(expected.became(present.identity()));
        }
        int staying = present.children() - going.getOrDefault(change.path(), 0);
        return change.deletes() && staying > 0
                ? Optional.of("not deleted, since " + staying + " znodes directly below it stay or are new")
                : Optional.empty();
    }
}
