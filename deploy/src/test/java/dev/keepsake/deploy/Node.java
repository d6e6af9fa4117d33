package dev.keepsake.deploy;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a client can learn about one node.
 *
 * @param data its bytes; null is not the same as none
 * @param acl who may do what
 * @param stat its counters, times and zxids
 */
record Node(@Nullable ByteBuffer data, List<ACL> acl, Stat stat) {
    Node {
        acl = List.copyOf(acl);
    }

    /** Whether it goes when its session ends; containers and TTL nodes are marked in the same field, but stay. */
    boolean isEphemeral() {
        long owner = stat.getEphemeralOwner();
        return owner != 0 && owner != Long.MIN_VALUE && owner >>> 56 != 0xff;
    }
}
