package dev.keepsake.zookeeper.live;

import java.util.List;

/**
 * What a replay has done.
 *
 * @param znodes how many were looked at when reading back
 * @param hidden how many of them do not let this session read them, so that they were not compared
 * @param writing how long writing took, in milliseconds, sequence counters and access lists included
 * @param reading how long reading back took, in milliseconds
 * @param numbers by how many numbers sequence counters were raised
 * @param notes what a person should know of it, one sentence each
 * @param problems what is not as it shall be, the first few places in words; empty when all is well
 */
public record Replayed(
        long znodes, long hidden, long writing, long reading, long numbers, List<String> notes, List<String> problems) {

    /** Keeps its own copies. */
    public Replayed {
        notes = List.copyOf(notes);
        problems = List.copyOf(problems);
    }
}
