package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.zookeeper.ServerFiles.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotWriterTest {

    private static final ZnodeStat STAT = new ZnodeStat(1, 2, 3, 4, 5, 6, 7, 8, 9);

    @Test
    void serversLoadWhatIsWrittenWhateverTheirSettings(@TempDir Path directory) throws IOException {
        DataTree tree = ServerFiles.tree(1, 300);
        Path file = directory.resolve("snapshot.500000999");
        Files.write(file, rewritten(ServerFiles.snapshot(tree, ServerFiles.SESSIONS, Settings.FULL)));

        for (Settings settings : Settings.all()) {
            settings.set();
            try {
                DataTree loaded = new DataTree();
                Map<Long, Integer> sessions = new HashMap<>();

                assertThat(new FileSnap(directory.toFile()).deserialize(loaded, sessions))
                        .isEqualTo(0x500000999L);
                assertThat(sessions).isEqualTo(ServerFiles.SESSIONS);
                assertSame(loaded, tree);
            } finally {
                Settings.FULL.set();
            }
        }
    }

    @Test
    void theBytesAreThoseOfAServerWithoutTrailers() throws IOException {
        // one session, one access list, and children that a server's hash map happens to give in order
        DataTree tree = ServerFiles.chain(new byte[0], new byte[] {1});
        byte[] server = ServerFiles.snapshot(tree, Map.of(7L, 9), Settings.PLAIN);

        assertThat(rewritten(server)).isEqualTo(server);
    }

    @Test
    void theSameContentGivesTheSameBytes() throws IOException {
        DataTree tree = ServerFiles.tree(2, 200);
        byte[] first = rewritten(ServerFiles.snapshot(tree, ServerFiles.SESSIONS, Settings.FULL));

        assertThat(rewritten(first)).isEqualTo(first);
        assertThat(read(first, new Copy()).windowEnd()).isEmpty();
    }

    @Test
    void znodesOutOfOrderAreRefused() throws IOException {
        List<String> came = List.of("", "/a", "/a/b", "/a/b/c", "/a-b", "/b", "/b/x");
        for (String path :
                List.of("", "/b", "/b/x", "/a", "/b/a", "/a/z", "/c/d", "c", "/b/y/", "/", "//", "/bx/y", "/b/x/y/z")) {
            SnapshotWriter writer = new SnapshotWriter(new ByteArrayOutputStream());
            writer.sessions(new TreeMap<>());
            writer.acls(List.of());
            for (String earlier : came) {
                writer.node(earlier, null, -1, STAT);
            }

            assertThatThrownBy(() -> writer.node(path, null, -1, STAT))
                    .as(path)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theFirstZnodeMustBeTheRoot() throws IOException {
        SnapshotWriter writer = new SnapshotWriter(new ByteArrayOutputStream());
        writer.sessions(new TreeMap<>());
        writer.acls(List.of());

        assertThatThrownBy(() -> writer.node("/a", null, -1, STAT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void partsOutOfOrderAreRefused() throws IOException {
        SnapshotWriter writer = new SnapshotWriter(new ByteArrayOutputStream());

        assertThatThrownBy(() -> writer.acls(List.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.node("", null, -1, STAT)).isInstanceOf(IllegalStateException.class);
        writer.sessions(new TreeMap<>());
        assertThatThrownBy(() -> writer.sessions(new TreeMap<>())).isInstanceOf(IllegalStateException.class);
        writer.acls(List.of());
        writer.node("", null, -1, STAT);
        writer.finish();
        assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void accessListsThatDoNotExistAreRefused() throws IOException {
        SnapshotWriter writer = new SnapshotWriter(new ByteArrayOutputStream());
        writer.sessions(new TreeMap<>());
        writer.acls(List.of(Acl.OPEN));

        for (long number : new long[] {-2, 0, 2}) {
            assertThatThrownBy(() -> new SnapshotWriterTest().root(number))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        root(1);
    }

    @Test
    void textThatUtf8CannotHoldIsRefusedInsteadOfChanged() throws IOException {
        SnapshotWriter writer = new SnapshotWriter(new ByteArrayOutputStream());
        writer.sessions(new TreeMap<>());

        assertThatThrownBy(() -> writer.acls(List.of(List.of(new Acl(1, "digest", "\ud800")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void root(long acl) throws IOException {
        SnapshotWriter writer = new SnapshotWriter(new ByteArrayOutputStream());
        writer.sessions(new TreeMap<>());
        writer.acls(List.of(Acl.OPEN));
        writer.node("", null, acl, STAT);
    }

    private static void assertSame(DataTree loaded, DataTree tree) {
        assertThat(ServerFiles.nodes(loaded)).isEqualTo(ServerFiles.nodes(tree));
        assertThat(loaded.getEphemerals()).isEqualTo(tree.getEphemerals());
        for (String path : paths(tree)) {
            DataNode node = loaded.getNode(path);
            DataNode expected = tree.getNode(path);
            assertThat(node.getData()).isEqualTo(expected.getData());
            assertThat(node.stat).isEqualTo(expected.stat);
            assertThat(node.getChildren()).isEqualTo(expected.getChildren());
            assertThat(loaded.getACL(node)).isEqualTo(tree.getACL(expected));
        }
    }

    private static List<String> paths(DataTree tree) {
        List<String> paths = new ArrayList<>(List.of(""));
        for (int i = 0; i < paths.size(); i++) {
            String parent = paths.get(i);
            tree.getNode(parent).getChildren().forEach(child -> paths.add(parent + "/" + child));
        }
        return paths;
    }

    private static byte[] rewritten(byte[] snapshot) throws IOException {
        Copy copy = new Copy();
        read(snapshot, copy);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotWriter writer = new SnapshotWriter(out);
        writer.sessions(copy.sessions);
        List<Long> numbers = new ArrayList<>(copy.lists.keySet());
        writer.acls(List.copyOf(copy.lists.values()));
        copy.znodes.sort((a, b) -> a.path.replace('/', '\0').compareTo(b.path.replace('/', '\0')));
        for (Znode znode : copy.znodes) {
            writer.node(znode.path, znode.data, znode.acl == -1 ? -1 : numbers.indexOf(znode.acl) + 1, znode.stat);
        }
        writer.finish();
        return out.toByteArray();
    }

    private static SnapshotFacts read(byte[] snapshot, SnapshotVisitor visitor) throws IOException {
        return SnapshotReader.read(new ByteArrayInputStream(snapshot), "snapshot.1", visitor);
    }

    private static final class Copy implements SnapshotVisitor {

        private final SortedMap<Long, Integer> sessions = new TreeMap<>();
        private final SortedMap<Long, List<Acl>> lists = new TreeMap<>();
        private final List<Znode> znodes = new ArrayList<>();

        @Override
        public void session(long id, int timeoutMillis) {
            sessions.put(id, timeoutMillis);
        }

        @Override
        public void acl(long number, List<Acl> entries) {
            lists.put(number, entries);
        }

        @Override
        public void znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat) {
            znodes.add(new Znode(path, data, acl, stat));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a holder, never compared
    private record Znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat) {}
}
