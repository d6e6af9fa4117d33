package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.RestorePlan;
import java.util.List;

/**
 * What a replay is going to do, for a person to agree to.
 *
 * @param znodes how many will be there in the end
 * @param standing how many of them are there already, of a replay that was broken off
 * @param bytes how much data they hold
 * @param ephemerals how many znodes of sessions are left out
 * @param counters how many sequence counters are raised, and by how many numbers all together
 * @param lines names and values, in the order to be shown
 * @param warnings what a person should know before agreeing, one sentence each
 */
public record ReplayPlan(
        long znodes,
        long standing,
        long bytes,
        long ephemerals,
        Numbers counters,
        List<RestorePlan.Line> lines,
        List<String> warnings) {

    /** Sequence counters. */
    public record Numbers(long counters, long numbers) {}

    /** Keeps its own copies. */
    public ReplayPlan {
        lines = List.copyOf(lines);
        warnings = List.copyOf(warnings);
    }
}
