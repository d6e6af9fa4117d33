package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.Index;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.StatPersisted;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;

/** A snapshot written one znode at a time, in a server's way and order, while the tree goes on changing. */
final class FuzzySnapshot {

    final ZnodeTree loaded = new ZnodeTree();
    final Zxid start;

    private final DataTree tree;
    private final Deque<Iterator<String>> levels = new ArrayDeque<>();
    private Zxid end;

    FuzzySnapshot(DataTree tree, Map<Long, Integer> sessions) throws IOException {
        this.tree = tree;
        this.start = new Zxid(tree.lastProcessedZxid);
        this.end = start;
        sessions.forEach(loaded::session);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tree.serializeAcls(BinaryOutputArchive.getArchive(bytes));
        for (Map.Entry<Long, List<ACL>> list : accessLists(bytes.toByteArray()).entrySet()) {
            loaded.acl(list.getKey(), ServerTree.acl(list.getValue()));
        }
        levels.push(List.of("").iterator());
    }

    boolean done() {
        return levels.isEmpty();
    }

    /** The last transaction that was wholly in the tree when the last znode had been written. */
    Zxid end() {
        return end;
    }

    /** Writes the next znode; one that is gone by now is left out. */
    void step() throws IOException {
        if (!levels.element().hasNext()) {
            levels.pop();
            end = new Zxid(tree.lastProcessedZxid);
            return;
        }

        String path = levels.element().next();
        DataNode node = tree.getNode(path);
        if (node != null) {
            write(path, node);
            levels.push(node.getChildren().stream()
                    .map(child -> path + "/" + child)
                    .toList()
                    .iterator());
        }
    }

    private void write(String path, DataNode node) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tree.serializeNodeData(BinaryOutputArchive.getArchive(bytes), path, node);
        BinaryInputArchive in = BinaryInputArchive.getArchive(new ByteArrayInputStream(bytes.toByteArray()));
        String written = in.readString("path");
        byte[] data = in.readBuffer("data");
        long acl = in.readLong("acl");
        StatPersisted stat = new StatPersisted();
        stat.deserialize(in, "stat");
        loaded.znode(written, data, acl, ServerTree.stat(stat));
    }

    private static Map<Long, List<ACL>> accessLists(byte[] bytes) throws IOException {
        BinaryInputArchive in = BinaryInputArchive.getArchive(new ByteArrayInputStream(bytes));
        Map<Long, List<ACL>> lists = new HashMap<>();
        for (int left = in.readInt("map"); left > 0; left--) {
            long number = in.readLong("long");
            List<ACL> entries = new ArrayList<>();
            for (Index i = in.startVector("acls"); !i.done(); i.incr()) {
                ACL entry = new ACL();
                entry.deserialize(in, "acl");
                entries.add(entry);
            }
            lists.put(number, entries);
        }
        return lists;
    }
}
