package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.zookeeper.ServerFiles.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SnapshotReaderTest {

    private static final SnapshotVisitor NOBODY = new SnapshotVisitor() {};

    @Test
    void everyFormThatServersWriteIsRead() throws IOException {
        DataTree tree = ServerFiles.tree(1, 60);

        for (Settings settings : Settings.all()) {
            SnapshotFacts facts = read(ServerFiles.snapshot(tree, ServerFiles.SESSIONS, settings));

            Zxid last = new Zxid(ServerFiles.FIRST + 59);
            SnapshotDigest digest = new SnapshotDigest(last, 2, tree.getTreeDigest());
            assertThat(facts.sessions()).isEqualTo(2);
            assertThat(facts.nodes()).as("%s", settings).isEqualTo(ServerFiles.nodes(tree));
            assertThat(facts.digest()).isEqualTo(settings.digest() ? Optional.of(digest) : Optional.empty());
            assertThat(facts.lastZxid()).isEqualTo(settings.lastZxid() ? Optional.of(last) : Optional.empty());
            assertThat(facts.windowEnd())
                    .isEqualTo(settings.digest() || settings.lastZxid() ? Optional.of(last) : Optional.empty());
            assertThat(facts.highestZxid()).isLessThanOrEqualTo(last);
        }
    }

    @Test
    void everyFieldOfEveryZnodeIsShown() throws IOException {
        DataTree tree = ServerFiles.tree(2, 300);
        Seen seen = new Seen();

        read(ServerFiles.snapshot(tree, ServerFiles.SESSIONS, Settings.FULL), seen);

        assertThat(seen.sessions).isEqualTo(ServerFiles.SESSIONS);
        assertThat((long) seen.znodes.size()).isEqualTo(ServerFiles.nodes(tree));
        seen.znodes.forEach((path, shown) -> shown.assertIs(tree.getNode(path), tree, seen.lists));
        assertThat(seen.znodes.values()).anyMatch(shown -> shown.data == null);
        assertThat(seen.znodes.values()).anyMatch(shown -> shown.data != null && shown.data.length == 0);
    }

    @Test
    void theFactsAreTheSameWithoutAVisitor() throws IOException {
        byte[] snapshot = ServerFiles.snapshot(ServerFiles.tree(3, 200), ServerFiles.SESSIONS, Settings.FULL);

        SnapshotFacts facts = SnapshotReader.check(new ByteArrayInputStream(snapshot), "snapshot.1");

        assertThat(facts)
                .isEqualTo(read(snapshot))
                .extracting(SnapshotFacts::length)
                .isEqualTo((long) snapshot.length);
    }

    @Test
    void dataLargerThanAnyBufferIsRead() throws IOException {
        byte[] large = new byte[5_000_001];
        new Random(4).nextBytes(large);
        DataTree tree = ServerFiles.chain(large, new byte[1 << 20]);
        byte[] snapshot = ServerFiles.snapshot(tree, Map.of(), Settings.FULL);
        Seen seen = new Seen();

        SnapshotFacts read = read(snapshot, seen);
        SnapshotFacts checked = SnapshotReader.check(new ByteArrayInputStream(snapshot), "snapshot.1");

        assertThat(seen.znodes.get("/parent")).extracting(Shown::data).isEqualTo(large);
        assertThat(read).isEqualTo(checked);
    }

    @Test
    void pathsLongerThanAnyBufferAreRead() throws IOException {
        String path = "/" + "名".repeat(1_000_000);
        byte[] bytes = ServerFiles.join(new byte[] {'Z', 'K', 'S', 'N', 0, 0, 0, 2}, ByteBuffer.allocate(16));
        for (String next : List.of("", path, path + "/child")) {
            bytes = ServerFiles.join(bytes, znode(next));
        }
        Seen seen = new Seen();

        read(ServerFiles.sealed(ServerFiles.join(bytes, ByteBuffer.wrap(ServerFiles.text("/")))), seen);

        assertThat(seen.znodes).containsOnlyKeys("", path, path + "/child");
    }

    @Test
    void aSnapshotCutAtAnyByteIsRefusedUnlessWhatIsLeftIsAWholeOne() throws IOException {
        byte[] snapshot = ServerFiles.snapshot(ServerFiles.tree(5, 6), ServerFiles.SESSIONS, Settings.FULL);
        List<Integer> seals = List.of(snapshot.length - 54, snapshot.length - 21);

        for (int length = 0; length < snapshot.length; length++) {
            byte[] cut = Arrays.copyOf(snapshot, length);
            if (seals.contains(length)) {
                assertThat(read(cut).lastZxid()).isEmpty();
            } else {
                assertRefused(cut);
            }
        }
    }

    @Test
    void aSnapshotWithAnyByteChangedIsRefused() throws IOException {
        byte[] snapshot = ServerFiles.snapshot(ServerFiles.tree(6, 6), ServerFiles.SESSIONS, Settings.FULL);

        for (int i = 0; i < snapshot.length; i++) {
            for (int change : new int[] {1, 0xff}) {
                byte[] changed = snapshot.clone();
                changed[i] ^= (byte) change;
                assertRefused(changed);
            }
        }
    }

    @Test
    void nothingMayFollowTheLastSeal() throws IOException {
        for (Settings settings : List.of(Settings.PLAIN, Settings.FULL)) {
            byte[] snapshot = ServerFiles.snapshot(ServerFiles.tree(7, 5), Map.of(), settings);

            for (int more : new int[] {1, 20, 21, 33, 5_000_000}) {
                assertRefused(Arrays.copyOf(snapshot, snapshot.length + more));
            }
        }
    }

    @Test
    void digestsOfOldVersionsAreHexWordsOrNull() throws IOException {
        byte[] plain = ServerFiles.snapshot(ServerFiles.tree(8, 5), Map.of(), Settings.PLAIN);
        byte[] nothing = ByteBuffer.allocate(4).putInt(-1).array();

        for (byte[] word : List.of(ServerFiles.text("7b"), ServerFiles.text("ffffffffffffffff"), nothing)) {
            ByteBuffer start = ByteBuffer.allocate(12).putLong(9).putInt(1);
            byte[] digested =
                    ServerFiles.sealed(ServerFiles.join(ServerFiles.join(plain, start), ByteBuffer.wrap(word)));
            byte[] both = ServerFiles.sealed(
                    ServerFiles.join(digested, ByteBuffer.allocate(8).putLong(8)));

            long value = word == nothing
                    ? 0
                    : Long.parseUnsignedLong(new String(word, 4, word.length - 4, StandardCharsets.UTF_8), 16);
            assertThat(read(digested).digest()).contains(new SnapshotDigest(new Zxid(9), 1, value));
            assertThat(read(both).lastZxid()).contains(new Zxid(8));
            assertThat(read(both).windowEnd()).contains(new Zxid(9));
        }
    }

    @Test
    void anOldDigestAsLongAsANewOneIsToldApart() throws IOException {
        byte[] plain = ServerFiles.snapshot(ServerFiles.tree(9, 5), Map.of(), Settings.PLAIN);
        ByteBuffer digest =
                ByteBuffer.allocate(20).putLong(9).putInt(0).putInt(4).put("00ff".getBytes(StandardCharsets.UTF_8));

        SnapshotFacts facts = read(ServerFiles.sealed(ServerFiles.join(plain, digest)));

        assertThat(facts.digest()).contains(new SnapshotDigest(new Zxid(9), 0, 255));
    }

    @Test
    void aDigestOfNoTransactionSaysNothingAboutTheWindow() throws IOException {
        Settings eight = new Settings(true, false, Settings.PLAIN.mode());

        SnapshotFacts facts = read(ServerFiles.snapshot(new DataTree(), Map.of(), eight));

        assertThat(facts.digest()).map(SnapshotDigest::zxid).contains(new Zxid(0));
        assertThat(facts.windowEnd()).isEmpty();
    }

    @Test
    void hostileLengthsAllocateNothing() throws IOException {
        for (int length :
                new int[] {-2, Integer.MIN_VALUE, Integer.MAX_VALUE, SnapshotReader.MAX_DATA, ByteInput.MAX_TEXT}) {
            byte[] header = {'Z', 'K', 'S', 'N', 0, 0, 0, 2, -1, -1, -1, -1, -1, -1, -1, -1};
            ByteBuffer number = ByteBuffer.allocate(4).putInt(length);
            byte[] sessions = ServerFiles.join(header, number);
            byte[] noSessions = Arrays.copyOf(header, header.length + 4);
            byte[] lists = ServerFiles.join(noSessions, number);
            byte[] entries = ServerFiles.join(
                    ServerFiles.join(noSessions, ByteBuffer.allocate(12).putInt(1)), number);
            byte[] scheme = ServerFiles.join(
                    ServerFiles.join(
                            noSessions,
                            ByteBuffer.allocate(20).putInt(1).putLong(1).putInt(1)),
                    number);
            byte[] noLists = Arrays.copyOf(noSessions, noSessions.length + 4);
            byte[] path = ServerFiles.join(noLists, number);
            byte[] data = ServerFiles.join(Arrays.copyOf(noLists, noLists.length + 4), number);

            long before = allocated();
            for (byte[] hostile : List.of(sessions, lists, entries, scheme, path, data)) {
                assertRefused(hostile);
            }
            assertThat(allocated() - before).isLessThan(16 << 20);
        }
    }

    @Test
    void memoryGrowsOnlyWithBytesThatHaveCome() throws IOException {
        byte[] start = {'Z', 'K', 'S', 'N', 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] root = ServerFiles.join(start, ByteBuffer.allocate(4));
        byte[] path = ServerFiles.join(start, ByteBuffer.allocate(600_000).putInt(ByteInput.MAX_TEXT));
        byte[] data = ServerFiles.join(root, ByteBuffer.allocate(600_000).putInt(SnapshotReader.MAX_DATA));

        for (byte[] hostile : List.of(path, data)) {
            long before = allocated();
            assertRefused(hostile);
            assertThat(allocated() - before).isLessThan(16 << 20);
        }
    }

    @Test
    void pathsThatNoServerWritesAreRefused() throws IOException {
        byte[] start = {'Z', 'K', 'S', 'N', 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] root = ServerFiles.join(start, znode(""));

        assertThat(read(ServerFiles.sealed(ServerFiles.join(root, ByteBuffer.wrap(ServerFiles.text("/")))))
                        .nodes())
                .isEqualTo(1);
        for (String path : List.of("a", "", "/a/", "//")) {
            byte[] bytes =
                    ServerFiles.join(ServerFiles.join(root, znode(path)), ByteBuffer.wrap(ServerFiles.text("/")));
            assertRefused(ServerFiles.sealed(bytes));
        }
        assertRefused(ServerFiles.sealed(
                ServerFiles.join(ServerFiles.join(start, znode("/a")), ByteBuffer.wrap(ServerFiles.text("/")))));
    }

    @Test
    void whatNoServerWritesIsRefusedHoweverGoodItsSeal() throws IOException {
        byte[] start = {'Z', 'K', 'S', 'N', 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        ByteBuffer rest = ByteBuffer.wrap(
                ServerFiles.join(ServerFiles.join(new byte[0], znode("")), ByteBuffer.wrap(ServerFiles.text("/"))));
        byte[] good = ServerFiles.join(start, rest);
        byte[] otherMagic = good.clone();
        otherMagic[0] = 'X';
        byte[] otherVersion = good.clone();
        otherVersion[7] = 3;
        byte[] lengthBelowNull = good.clone();
        Arrays.fill(lengthBelowNull, 28, 32, (byte) -1);
        lengthBelowNull[31] = -2;
        byte[] openList = ServerFiles.join(
                ServerFiles.join(
                        Arrays.copyOf(start, 20),
                        ByteBuffer.allocate(16).putInt(1).putLong(-1)),
                rest);

        assertThat(read(ServerFiles.sealed(good)).nodes()).isEqualTo(1);
        for (byte[] bad : List.of(otherMagic, otherVersion, lengthBelowNull, openList)) {
            assertRefused(ServerFiles.sealed(bad));
        }
    }

    @Test
    void theMessageNamesTheFileAndThePlace() throws IOException {
        byte[] snapshot = ServerFiles.snapshot(ServerFiles.tree(10, 5), Map.of(), Settings.PLAIN);

        assertThatThrownBy(() -> read(Arrays.copyOf(snapshot, snapshot.length - 1)))
                .hasMessage("snapshot.1, at byte " + (snapshot.length - 1) + ": ends inside a seal, 0 of 1 bytes are"
                        + " there: it was cut off, or is still being written");
    }

    private static ByteBuffer znode(String path) {
        ByteBuffer rest = ByteBuffer.allocate(4 + 8 + 60);
        return ByteBuffer.wrap(ServerFiles.join(ServerFiles.text(path), rest));
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    private static void assertRefused(byte[] snapshot) {
        assertThatThrownBy(() -> read(snapshot)).isInstanceOf(CorruptException.class);
        assertThatThrownBy(() -> SnapshotReader.check(new ByteArrayInputStream(snapshot), "snapshot.1"))
                .isInstanceOf(CorruptException.class);
    }

    private static SnapshotFacts read(byte[] file) throws IOException {
        return read(file, NOBODY);
    }

    private static SnapshotFacts read(byte[] file, SnapshotVisitor visitor) throws IOException {
        return SnapshotReader.read(
                SnapshotCompression.decode(new ByteArrayInputStream(file), "snapshot.1"), "snapshot.1", visitor);
    }

    /** Keeps all that was shown. */
    private static final class Seen implements SnapshotVisitor {

        private final Map<Long, Integer> sessions = new HashMap<>();
        private final Map<Long, List<Acl>> lists = new HashMap<>();
        private final Map<String, Shown> znodes = new HashMap<>();

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
            znodes.put(path, new Shown(data, acl, stat));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a holder, never compared
    private record Shown(byte @Nullable [] data, long acl, ZnodeStat stat) {

        void assertIs(DataNode node, DataTree tree, Map<Long, List<Acl>> lists) {
            Stat expected = new Stat();
            node.copyStat(expected);
            int cversion = node.stat.getCversion();
            assertThat(data).isEqualTo(node.getData());
            assertThat(stat)
                    .isEqualTo(new ZnodeStat(
                            expected.getCzxid(),
                            expected.getMzxid(),
                            expected.getCtime(),
                            expected.getMtime(),
                            expected.getVersion(),
                            cversion,
                            expected.getAversion(),
                            expected.getEphemeralOwner(),
                            expected.getPzxid()));
            List<Acl> entries = tree.getACL(node).stream()
                    .map(entry -> new Acl(
                            entry.getPerms(),
                            entry.getId().getScheme(),
                            entry.getId().getId()))
                    .toList();
            assertThat(acl == -1 ? Acl.OPEN : lists.get(acl)).isEqualTo(entries);
        }
    }
}
