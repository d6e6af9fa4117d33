package dev.keepsake.zookeeper;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is shown the content of a snapshot in the order of the file, so that nobody needs to hold all of it. */
public interface SnapshotVisitor {

    /** An open session and its time-out in milliseconds; all sessions come first. */
    default void session(long id, int timeoutMillis) throws IOException {}

    /** An access list and its number; all lists come before the first znode. Number -1 ({@link Acl#OPEN}) is never shown. */
    default void acl(long number, List<Acl> entries) throws IOException {}

    /**
     * A znode, after its parent; the root comes first. Whoever needs no object for each of millions of znodes takes what
     * it needs here; to all others the znode is shown as values.
     *
     * @param znode valid during the call only
     */
    default void znode(ZnodeBytes znode) throws IOException {
        znode(znode.path(), znode.data(), znode.acl(), znode.stat());
    }

    /**
     * A znode as values; the root has the empty path.
     *
     * @param data the bytes, which the receiver may keep; null where ZooKeeper stores null, which is not the empty array
     * @param acl the number of its access list; under writes a fuzzy snapshot may name one that was not shown
     */
    default void znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat) throws IOException {}

    /** All was shown. */
    default void end() throws IOException {}
}
