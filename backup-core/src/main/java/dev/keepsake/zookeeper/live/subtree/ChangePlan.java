package dev.keepsake.zookeeper.live.subtree;

import java.util.List;

/**
 * What is to be changed in a running ensemble, and what is not.
 *
 * @param changes one for each znode, parents first
 * @param conflicts znodes that somebody else changed, which are left as they are
 * @param kept znodes that were not there then and stay all the same
 * @param notes what a person should know before this is done
 */
public record ChangePlan(List<ZnodeChange> changes, List<Conflict> conflicts, int kept, List<String> notes) {

    /** Keeps its own copies. */
    public ChangePlan {
        changes = List.copyOf(changes);
        conflicts = List.copyOf(conflicts);
        notes = List.copyOf(notes);
    }

    /**
     * A znode that is left as it is.
     *
     * @param why what was found instead of what was expected
     */
    public record Conflict(String path, String why) {}

    /** How many znodes are to be created. */
    public long creates() {
        return changes.stream().filter(ZnodeChange::creates).count();
    }

    /** How many are to be given other data. */
    public long sets() {
        return changes.stream().filter(ZnodeChange::setsData).count();
    }

    /** How many are to be given another access list. */
    public long acls() {
        return changes.stream().filter(ZnodeChange::setsAcl).count();
    }

    /** How many are to be deleted. */
    public long deletes() {
        return changes.stream().filter(ZnodeChange::deletes).count();
    }
}
