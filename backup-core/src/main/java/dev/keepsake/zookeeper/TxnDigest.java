package dev.keepsake.zookeeper;

/**
 * What the leader found the tree to add up to once a transaction is applied: a sum over all znodes outside {@code
 * /zookeeper/} that covers paths, data and stats, but not the content of access lists. Written by 3.6 and later.
 *
 * @param version how it was computed; all released servers write {@link #COMPARABLE}
 */
public record TxnDigest(int version, long value) {

    /** The one version whose sum is known here. */
    public static final int COMPARABLE = 2;

    /** Whether the sum of a replayed tree can be held against this one. */
    public boolean comparable() {
        return version == COMPARABLE;
    }
}
