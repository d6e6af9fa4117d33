package dev.keepsake.zookeeper;

/** What becomes of the sessions that were open at the moment restored to, and of their ephemeral znodes. */
public enum SessionPolicy {
    /** They are gone, as if every client had closed its session: nobody holds a lock that no living client knows of. */
    DROP,
    /** They are open again until they time out or their clients come back. */
    KEEP
}
