package dev.keepsake.deploy;

import dev.keepsake.deploy.ServerVersion.Feature;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.zookeeper.data.Stat;

/** What a later server makes of an earlier one's tree by itself, when it loads it. */
final class Upgrade {
    private static final String SYSTEM = "/zookeeper";

    private Upgrade() {}

    /**
     * The tree that an earlier server's becomes. Servers since 3.5 make /zookeeper/config, without a transaction, so that
     * its parent has one child more, and shows one change of its children less for it.
     */
    static NavigableMap<String, Node> of(
            NavigableMap<String, Node> tree, ServerVersion from, ServerVersion to) {
        if (from.knows(Feature.CONTAINERS) || !to.knows(Feature.CONTAINERS)) {
            return tree;
        }
        NavigableMap<String, Node> later = new TreeMap<>(tree);
        later.computeIfPresent(SYSTEM, (path, node) -> withOneChildMore(node));
        return Collections.unmodifiableNavigableMap(later);
    }

    private static Node withOneChildMore(Node parent) {
        Stat old = parent.stat();
        Stat stat = new Stat(
                old.getCzxid(),
                old.getMzxid(),
                old.getCtime(),
                old.getMtime(),
                old.getVersion(),
                old.getCversion() - 1,
                old.getAversion(),
                old.getEphemeralOwner(),
                old.getDataLength(),
                old.getNumChildren() + 1,
                old.getPzxid());
        return new Node(parent.data(), parent.acl(), stat);
    }
}
