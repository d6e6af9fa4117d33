package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.StatPersisted;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.jspecify.annotations.Nullable;

/** ZooKeeper's own tree, shown as a snapshot without any window, and compared with ours in every field. */
final class ServerTree {

    private ServerTree() {}

    /** Our tree with the same content. */
    static ZnodeTree copyOf(DataTree tree, Map<Long, Integer> sessions) throws IOException {
        ZnodeTree copy = new ZnodeTree();
        sessions.forEach(copy::session);
        Map<List<Acl>, Long> numbers = new HashMap<>(Map.of(Acl.OPEN, -1L));
        Map<String, Node> nodes = nodesOf(tree);
        for (Node node : nodes.values()) {
            if (numbers.putIfAbsent(node.acl, numbers.size() + 100L) == null) {
                copy.acl(numbers.size() + 99L, node.acl);
            }
        }
        for (Map.Entry<String, Node> node : nodes.entrySet()) {
            byte @Nullable [] data = tree.getNode(node.getKey()).getData();
            copy.znode(node.getKey(), data, numbers.getOrDefault(node.getValue().acl, -1L), node.getValue().stat);
        }
        return copy;
    }

    /** Fails unless all znodes are the same in all fields, and the sessions are. */
    static void assertSame(ZnodeTree ours, DataTree theirs, Map<Long, Integer> sessions) throws IOException {
        assertSame(nodesOf(ours), nodesOf(theirs));
        assertThat(ours.sessions()).isEqualTo(sessions);
        assertThat(ours.size()).isEqualTo(theirs.getNodeCount() - 1); // theirs counts the root twice
        Census census = Census.of(ours);
        assertThat(census.ephemerals().count()).isEqualTo(theirs.getEphemeralsCount());
        assertThat(census.containers().count()).isEqualTo(theirs.getContainers().size());
        assertThat(census.ttls().count()).isEqualTo(theirs.getTtls().size());
    }

    /** As a message, all of two trees would be too much; so only what differs is compared. */
    static void assertSame(Map<String, Node> ours, Map<String, Node> theirs) {
        Map<String, Node> common = new TreeMap<>(ours);
        common.entrySet().retainAll(theirs.entrySet());
        ours.keySet().removeAll(common.keySet());
        theirs.keySet().removeAll(common.keySet());
        assertThat(ours).isEqualTo(theirs);
    }

    static Map<String, Node> nodesOf(ZnodeTree tree) throws IOException {
        Map<String, Node> nodes = new TreeMap<>();
        Map<Long, List<Acl>> lists = new HashMap<>(Map.of(-1L, Acl.OPEN));
        tree.visit(new SnapshotVisitor() {
            @Override
            public void acl(long number, List<Acl> entries) {
                lists.put(number, entries);
            }

            @Override
            public void znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat) {
                nodes.put(path, Node.of(data, lists.getOrDefault(acl, List.of()), stat));
            }
        });
        return nodes;
    }

    static Map<String, Node> nodesOf(DataTree tree) {
        Map<String, Node> nodes = new TreeMap<>();
        collect(tree, "", nodes);
        return nodes;
    }

    private static void collect(DataTree tree, String path, Map<String, Node> into) {
        DataNode node = tree.getNode(path);
        into.put(path, Node.of(node.getData(), acl(tree.getACL(node)), stat(node.stat)));
        for (Iterator<String> it = node.getChildren().iterator(); it.hasNext(); ) {
            collect(tree, path + "/" + it.next(), into);
        }
    }

    static List<Acl> acl(List<ACL> entries) {
        return entries.stream()
                .map(entry -> new Acl(
                        entry.getPerms(),
                        entry.getId().getScheme(),
                        entry.getId().getId()))
                .toList();
    }

    static ZnodeStat stat(StatPersisted stat) {
        return new ZnodeStat(
                stat.getCzxid(),
                stat.getMzxid(),
                stat.getCtime(),
                stat.getMtime(),
                stat.getVersion(),
                stat.getCversion(),
                stat.getAversion(),
                stat.getEphemeralOwner(),
                stat.getPzxid());
    }

    /** A znode's content as a value; bytes as a list, so that they compare. */
    record Node(String data, List<Acl> acl, ZnodeStat stat) {

        static Node of(byte @Nullable [] data, List<Acl> acl, ZnodeStat stat) {
            return new Node(data == null ? "null" : java.util.HexFormat.of().formatHex(data) + "!", acl, stat);
        }

        Node withoutPzxid() {
            ZnodeStat same = new ZnodeStat(
                    stat.czxid(),
                    stat.mzxid(),
                    stat.ctime(),
                    stat.mtime(),
                    stat.version(),
                    stat.cversion(),
                    stat.aversion(),
                    stat.ephemeralOwner(),
                    0);
            return new Node(data, acl, same);
        }
    }
}
