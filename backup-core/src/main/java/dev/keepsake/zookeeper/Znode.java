package dev.keepsake.zookeeper;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One znode of a tree as values of their own, for whoever compares trees. */
final class Znode {

    final byte @Nullable [] data;
    final List<Acl> acl;
    final ZnodeStat stat;

    /** How many it has now. */
    final int children;

    Znode(byte @Nullable [] data, List<Acl> acl, ZnodeStat stat, int children) {
        this.data = data;
        this.acl = acl;
        this.stat = stat;
        this.children = children;
    }
}
