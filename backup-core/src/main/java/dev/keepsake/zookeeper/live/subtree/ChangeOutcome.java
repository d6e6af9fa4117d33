package dev.keepsake.zookeeper.live.subtree;

import java.util.List;

/**
 * What was changed in a running ensemble.
 *
 * @param done how many znodes are now as the plan wanted them
 * @param conflicts those that are not, each with its reason; nobody's change was overwritten there
 * @param overwritten those that somebody else deleted and created again in the very moment in which they were written to:
 *     no version shows that beforehand, only the answer did
 */
public record ChangeOutcome(int done, List<ChangePlan.Conflict> conflicts, List<ChangePlan.Conflict> overwritten) {

    /** Keeps its own copies. */
    public ChangeOutcome {
        conflicts = List.copyOf(conflicts);
        overwritten = List.copyOf(overwritten);
    }

    /** Whether everything is as the plan wanted it, and nothing else was touched. */
    public boolean isWhole() {
        return conflicts.isEmpty() && overwritten.isEmpty();
    }
}
