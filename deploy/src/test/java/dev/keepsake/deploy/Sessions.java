package dev.keepsake.deploy;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.zookeeper.data.Stat;

/** What a restore does to the nodes that live only as long as their session. */
final class Sessions {
    private Sessions() {}

    /**
     * The tree that remains of a source's when every session is dropped at a restore: ephemeral nodes are gone, and
     * their parents have fewer children. What a parent stores is the number of children it ever had; a client is shown
     * twice that less the children it has, so the shown number rises by each child that is gone.
     */
    static NavigableMap<String, Node> drop(NavigableMap<String, Node> source) {
        NavigableMap<String, Node> kept = new TreeMap<>();
        Map<String, Integer> dropped = new HashMap<>();
        source.forEach((path, node) -> {
            if (node.isEphemeral()) {
                dropped.merge(parent(path), 1, Integer::sum);
            } else {
                kept.put(path, node);
            }
        });
        dropped.forEach((path, count) -> kept.computeIfPresent(path, (same, node) -> without(node, count)));
        return Collections.unmodifiableNavigableMap(kept);
    }

    private static Node without(Node parent, int children) {
        Stat old = parent.stat();
        Stat stat = new Stat(
                old.getCzxid(),
                old.getMzxid(),
                old.getCtime(),
                old.getMtime(),
                old.getVersion(),
                old.getCversion() + children,
                old.getAversion(),
                old.getEphemeralOwner(),
                old.getDataLength(),
                old.getNumChildren() - children,
                old.getPzxid());
        return new Node(parent.data(), parent.acl(), stat);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }
}
