package dev.keepsake.zookeeper;

/**
 * The persisted Stat of a znode, field for field as in a snapshot ({@code StatPersisted}). Times are milliseconds since
 * 1970.
 *
 * @param cversion the number of child creations so far, which is the next sequential suffix; a client sees {@code 2 *
 *     cversion - children} instead ({@code DataNode.copyStat})
 * @param ephemeralOwner 0 for a persistent znode, a session id, {@code 0x8000000000000000} for a container, or {@code
 *     0xff} and a time to live ({@code EphemeralType})
 */
public record ZnodeStat(
        long czxid,
        long mzxid,
        long ctime,
        long mtime,
        int version,
        int cversion,
        int aversion,
        long ephemeralOwner,
        long pzxid) {}
