package dev.keepsake.zookeeper;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies of trees in which some znodes are others. */
final class Altered {

    private static final long FIRST_FREE = 1_000_000;

    private Altered() {}

    /** What becomes of a znode. */
    @FunctionalInterface
    interface Change {

        /** The same one, another one, or null to leave it out; the root's path is empty. */
        @Nullable
        Znode of(String path, Znode node);
    }

    /** A copy in which one znode is another; it must be there. */
    static ZnodeTree at(ZnodeTree tree, String path, Change change) throws IOException {
        Objects.requireNonNull(tree.find(path), path);
        return copy(tree, (at, node) -> at.equals(path) ? change.of(at, node) : node);
    }

    /** A copy with every znode as the change has it. */
    static ZnodeTree copy(ZnodeTree tree, Change change) throws IOException {
        ZnodeTree copy = new ZnodeTree();
        tree.sessions().forEach(copy::session);
        Map<List<Acl>, Long> lists = new HashMap<>(Map.of(Acl.OPEN, -1L));
        tree.walk((path, node) -> {
            Znode altered = change.of(path, node);
            if (altered != null) {
                Long known = lists.get(altered.acl);
                long list = known == null ? FIRST_FREE + lists.size() : known;
                if (known == null) {
                    copy.acl(list, altered.acl);
                    lists.put(altered.acl, list);
                }
                copy.znode(path, altered.data, list, altered.stat);
            }
        });
        return copy;
    }

    static Znode withData(Znode node, byte @Nullable [] data) {
        return new Znode(data, node.acl, node.stat, node.children);
    }

    static Znode withAcl(Znode node, List<Acl> acl) {
        return new Znode(node.data, acl, node.stat, node.children);
    }

    /** With counters and times raised by this much. */
    static Znode raised(Znode node, long mtime, int version, int cversion, long pzxid) {
        ZnodeStat stat = node.stat;
        return new Znode(
                node.data,
                node.acl,
                new ZnodeStat(
                        stat.czxid(),
                        stat.mzxid(),
                        stat.ctime(),
                        stat.mtime() + mtime,
                        stat.version() + version,
                        stat.cversion() + cversion,
                        stat.aversion(),
                        stat.ephemeralOwner(),
                        stat.pzxid() + pzxid),
                node.children);
    }
}
