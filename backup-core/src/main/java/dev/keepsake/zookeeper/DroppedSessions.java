package dev.keepsake.zookeeper;

import java.util.List;

/**
 * What went with the sessions of a tree.
 *
 * @param withoutSession how many of the ephemeral znodes belonged to no open session
 * @param sample the first few of their paths
 */
public record DroppedSessions(int sessions, int ephemerals, int withoutSession, List<String> sample) {

    /** Copies the sample. */
    public DroppedSessions {
        sample = List.copyOf(sample);
    }
}
