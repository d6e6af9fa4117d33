package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Reads a whole tree from one running server, many requests at a time. */
final class TreeDump {
    private final ZooKeeper client;
    private final Pipeline pipeline = new Pipeline();
    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final NavigableMap<String, Node> nodes = new ConcurrentSkipListMap<>();

    private TreeDump(ZooKeeper client) {
        this.client = client;
    }

    /** Every node of the server's tree by its path; the tree must stand still meanwhile. */
    static NavigableMap<String, Node> read(String server) throws IOException, InterruptedException, KeeperException {
        try (Connection connection = Connection.superuser(server)) {
            return new TreeDump(connection.client()).walk();
        }
    }

    private NavigableMap<String, Node> walk() throws InterruptedException, KeeperException {
        found.add("/");
        while (!found.isEmpty()) {
            for (String path = found.poll(); path != null; path = found.poll()) {
                pipeline.begin();
                new Reading(path).ask();
            }
            // Answers still on the way may name more children.
            pipeline.drain();
        }
        return Collections.unmodifiableNavigableMap(nodes);
    }

    /** The three requests for one node; a session's answers come in the order of its requests. */
    private final class Reading {
        private final String path;
        private int worst = KeeperException.Code.OK.intValue();
        private @Nullable ByteBuffer data;
        private List<ACL> acl = List.of();
        private Stat stat = new Stat();

        Reading(String path) {
            this.path = path;
        }

        void ask() {
            client.getData(path, false, (code, asked, context, bytes, read) -> data(code, bytes, read), null);
            client.getACL(path, new Stat(), (code, asked, context, list, read) -> acl(code, list), null);
            client.getChildren(path, false, (code, asked, context, names, read) -> children(code, names, read), null);
        }

        private void data(int code, byte @Nullable [] bytes, @Nullable Stat read) {
            note(code);
            data = bytes == null ? null : ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            stat = read == null ? stat : read;
        }

        private void acl(int code, @Nullable List<ACL> list) {
            note(code);
            acl = list == null ? acl : list;
        }

        private void children(int code, @Nullable List<String> names, @Nullable Stat read) {
            note(code);
            if (names != null && stat.equals(read)) {
                nodes.put(path, new Node(data, acl, stat));
                names.forEach(name -> found.add(path.equals("/") ? "/" + name : path + "/" + name));
            } else {
                // Two answers about one node that differ: the tree moves, and what was read is no state it ever had.
                note(KeeperException.Code.BADVERSION.intValue());
            }
            pipeline.end(worst, path);
        }

        private void note(int code) {
            worst = worst == KeeperException.Code.OK.intValue() ? code : worst;
        }
    }
}
