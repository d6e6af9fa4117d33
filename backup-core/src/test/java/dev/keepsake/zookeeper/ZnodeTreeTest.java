package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.SetACLTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ZnodeTreeTest {

    private static final long SESSION = 0x1_0000_0001L;
    private static final long CLOSED = 0x1_0000_0002L;
    private static final long TTL = 0xff00_0000_0000_03e8L;
    private static final long CONTAINER = 0x8000_0000_0000_0000L;

    private final ZnodeTree tree = new ZnodeTree();

    @Test
    void droppingSessionsTakesTheirEphemeralsAndLeavesTheParentsAsTheyAre() throws IOException {
        load(tree, "/p", 0, "/p/e", SESSION, "/p/gone", CLOSED, "/p/t", TTL, "/p/c", CONTAINER);
        ZnodeStat before = tree.stat("/p").orElseThrow();

        DroppedSessions dropped = tree.dropSessions();

        assertThat(dropped).isEqualTo(new DroppedSessions(1, 2, 1, List.of("/p/e", "/p/gone")));
        assertThat(show(tree)).containsExactly("", "/p", "/p/c", "/p/t");
        assertThat(tree.stat("/p")).contains(before);
        assertThat(tree.digest()).isEqualTo(reloaded(tree).digest());
    }

    @Test
    void anOwnerThatLooksLikeATimeToLiveIsASessionWhileThatIsOpen() throws IOException {
        tree.session(TTL, 1000);
        load(tree, "/e", TTL);

        assertThat(Census.of(tree).ephemerals().first()).contains("/e");
        assertThat(tree.dropSessions().ephemerals()).isEqualTo(1);
        assertThat(show(tree)).containsExactly("");
    }

    @Test
    void keepingSessionsNeedsAnOpenSessionForEveryEphemeral() throws IOException {
        load(tree, "/e", SESSION, "/t", TTL, "/c", CONTAINER);
        tree.requireOwnersOpen();

        add(tree, "/gone", CLOSED);
        assertThatThrownBy(tree::requireOwnersOpen)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("1 ephemeral znodes")
                .hasMessageContaining("/gone");
    }

    @Test
    void anEphemeralWithChildrenIsNotDroppedBlindly() throws IOException {
        load(tree, "/e", SESSION, "/odd", 0x8000_0000_0000_03e8L, "/odd/child", 0);

        assertThatThrownBy(tree::dropSessions)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'/odd'")
                .hasMessageContaining("0x80000000000003e8");
        assertThat(show(tree)).contains("/e", "/odd/child");
    }

    @Test
    void theCensusCountsWhatARestoreMustMind() throws IOException {
        tree.acl(5, List.of(new Acl(1, "world", "anyone")));
        load(tree, "/b", TTL, "/a", TTL, "/c", CONTAINER, "/e", SESSION);
        tree.znode("/x", null, 5, ReplayTest.stat(0));

        Census census = Census.of(tree);

        assertThat(census.znodes()).isEqualTo(6);
        assertThat(census.bytes()).isEqualTo(5);
        assertThat(census.sessions()).isEqualTo(1);
        assertThat(census.accessLists()).isEqualTo(1);
        assertThat(census.ttls().count()).isEqualTo(2);
        assertThat(census.ttls().first()).contains("/a");
        assertThat(census.containers().first()).contains("/c");
        assertThat(census.ephemerals().first()).contains("/e");
    }

    @Test
    void theOrderDependsOnTheContentAlone() throws IOException {
        List<String> paths = new ArrayList<>(List.of("/a", "/b", "/c", "/a.b", "/a-b", "/é"));
        List<List<String>> shown = new ArrayList<>();
        Random random = new Random(Seeds.seed("order"));
        for (int i = 0; i < 10; i++) {
            Collections.shuffle(paths, random);
            ZnodeTree shuffled = new ZnodeTree();
            shuffled.session(random.nextInt(2) == 0 ? 7 : 5, 10);
            shuffled.session(5, 10);
            shuffled.session(7, 10);
            long offset = random.nextInt(100);
            for (int n = 0; n < 4; n++) {
                shuffled.acl(offset + n, List.of(new Acl(n, "world", "anyone")));
            }
            shuffled.znode("", new byte[0], -1, ReplayTest.stat(0));
            for (String path : paths) {
                shuffled.znode(path, null, offset + path.length() % 3, ReplayTest.stat(0));
                shuffled.znode(path + "/z", null, offset, ReplayTest.stat(0));
            }
            shown.add(showAll(shuffled));
        }

        assertThat(shown).allMatch(shown.get(0)::equals);
        assertThat(shown.get(0))
                .containsSubsequence(
                        "session 5 10",
                        "session 7 10",
                        "acl 1 [Acl[permissions=2, scheme=world, id=anyone]]",
                        " -1",
                        "/a 1",
                        "/a/z 2");
    }

    @Test
    void siblingsStandInTheOrderOfTheirTextNotOfTheirBytes() throws IOException {
        Random random = new Random(Seeds.seed("names"));
        List<String> letters = List.of("a", "b", "-", "é", "日", "\uee00", "\uffee", "\ud83d\ude00", "\udbff\udfff");
        Set<String> paths = new HashSet<>();
        load(tree);
        for (int i = 0; i < 2000; i++) {
            StringBuilder name = new StringBuilder("/");
            for (int left = random.nextInt(4); left >= 0; left--) {
                name.append(letters.get(random.nextInt(letters.size())));
            }
            if (paths.add(name.toString())) {
                add(tree, name.toString(), 0);
            }
        }

        assertThat(show(tree)).hasSize(paths.size() + 1).isSorted();
    }

    @Test
    void aPathThatIsNotUtf8IsTakenAsAServerTakesIt() throws IOException {
        load(tree);
        LogRecord create = Records.create(Zxid.of(1, 1), "/a%b", 1);
        byte[] payload = create.payload();
        payload[new String(payload, StandardCharsets.ISO_8859_1).indexOf('%')] = (byte) 0xff;
        ZnodeTree likewise = new ZnodeTree();
        load(likewise);

        tree.apply(create);
        likewise.apply(Records.create(Zxid.of(1, 1), "/a\ufffdb", 1));

        assertThat(show(tree)).containsExactly("", "/a\ufffdb");
        assertThat(tree.digest()).isEqualTo(likewise.digest());
    }

    @Test
    void memoryIsUsedAgain() throws IOException {
        load(tree, "/p", 0);
        long counter = 1;
        for (int round = 0; round < 300; round++) {
            int[] sizes = round < 270
                    ? new int[] {1, 100, 1000, 1500, 60_000}
                    : new int[] {1, 100, 1000, 1500, 60_000, 70_000, 3_000_000};
            for (int size : sizes) {
                Zxid zxid = Zxid.of(1, counter++);
                CreateTxn create = new CreateTxn("/p/" + size, new byte[size], Records.OPEN, false, 1);
                tree.apply(Records.record(zxid, TxnType.CREATE, create));
            }
            for (int size : sizes) {
                Zxid zxid = Zxid.of(1, counter++);
                byte[] other = new byte[sizes[sizes.length - 1] + 1000 - size];
                tree.apply(Records.record(zxid, TxnType.SET_DATA, new SetDataTxn("/p/" + size, other, 1)));
                tree.apply(Records.record(zxid, TxnType.DELETE, new DeleteTxn("/p/" + size)));
            }
        }

        assertThat(tree.size()).isEqualTo(2);
        assertThat(tree.bytesBesideHeap()).isLessThanOrEqualTo(4 << 20);
    }

    @Test
    void theOpenListHasNoNumberEvenIfTheSnapshotGaveItOne() throws IOException {
        tree.acl(3, List.of(new Acl(31, "world", "anyone")));
        tree.znode("", null, 3, ReplayTest.stat(0));

        assertThat(showAll(tree)).containsExactly(" -1");
    }

    @Test
    void aTreeWithUnknownListsIsNotShown() throws IOException {
        tree.znode("", null, 3, ReplayTest.stat(0));

        assertThatThrownBy(() -> show(tree)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(tree::requireResolved).isInstanceOf(RefusedException.class);
    }

    @Test
    void treesMayBeTenThousandLevelsDeep() throws IOException {
        StringBuilder path = new StringBuilder();
        load(tree);
        for (int i = 0; i < 10_000; i++) {
            path.append("/d");
            tree.znode(path.toString(), null, -1, ReplayTest.stat(0));
        }

        assertThat(show(tree)).hasSize(10_001);
        tree.apply(Records.record(Zxid.of(1, 2), TxnType.SET_DATA, new SetDataTxn(path.toString(), new byte[9], 4)));
        assertThat(tree.stat(path.toString()).orElseThrow().version()).isEqualTo(4);
        tree.apply(Records.record(Zxid.of(1, 3), TxnType.DELETE, new DeleteTxn("/d")));
        assertThat(tree.size()).isEqualTo(1);
    }

    @Test
    void aSnapshotThatIsNoTreeIsCorrupt() throws IOException {
        assertThatThrownBy(() -> add(tree, "/a", 0)).isInstanceOf(CorruptException.class);
        load(tree, "/a", 0);
        for (String path : List.of("", "/a", "/b/c", "/a/", "//", "a", "/a//b")) {
            assertThatThrownBy(() -> add(tree, path, 0))
                    .as(path)
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("'" + path + "'");
        }
        tree.acl(1, List.of());
        assertThatThrownBy(() -> tree.acl(1, List.of())).isInstanceOf(CorruptException.class);
        assertThatThrownBy(() -> tree.acl(-1, List.of())).isInstanceOf(CorruptException.class);
    }

    @Test
    void whatIsBelowADeletedZnodeIsOfALaterLifeAndComesBack() throws IOException {
        load(tree, "/p", 0, "/p/c", 0);

        AppliedTxn deleted = tree.apply(Records.record(Zxid.of(1, 5), TxnType.DELETE, new DeleteTxn("/p")));
        tree.apply(Records.create(Zxid.of(1, 6), "/p", 1));
        tree.apply(Records.create(Zxid.of(1, 7), "/p/c", 1));

        assertThat(deleted.fitted()).isFalse();
        assertThat(show(tree)).containsExactly("", "/p", "/p/c");
        assertThat(tree.stat("/p").orElseThrow().cversion()).isEqualTo(1);
    }

    @Test
    void aChangeFromBeforeAZnodesCreationIsOfAnEarlierLife() throws IOException {
        load(tree, "/p", 0);
        tree.apply(Records.create(Zxid.of(1, 9), "/p/c", 1));
        ZnodeStat created = tree.stat("/p/c").orElseThrow();

        AppliedTxn set =
                tree.apply(Records.record(Zxid.of(1, 8), TxnType.SET_DATA, new SetDataTxn("/p/c", new byte[9], 4)));
        AppliedTxn listed =
                tree.apply(Records.record(Zxid.of(1, 8), TxnType.SET_ACL, new SetACLTxn("/p/c", Records.READ, 4)));

        assertThat(set.fitted() || listed.fitted()).isFalse();
        assertThat(tree.stat("/p/c")).contains(created);
    }

    @Test
    void aParentCatchesUpWithEveryKindOfCreate() throws IOException {
        load(tree, "/p", 0, "/p/c", SESSION);

        tree.apply(Records.record(Zxid.of(1, 5), TxnType.CREATE2, new CreateTxn("/p/c", null, Records.OPEN, true, 8)));

        assertThat(tree.stat("/p").orElseThrow().cversion()).isEqualTo(8);
        assertThat(tree.stat("/p").orElseThrow().pzxid())
                .isEqualTo(Zxid.of(1, 5).value());
    }

    @Test
    void aPathBeyondAsciiAgreesWithAServerInThePosixLocale() throws IOException {
        load(tree, "/é", 0);
        long root = crc("");

        assertThat(tree.agreesWith(new TxnDigest(2, root + crc("/é")))).isTrue();
        assertThat(tree.agreesWith(new TxnDigest(2, root + crc("/?")))).isTrue();
        assertThat(tree.agreesWith(new TxnDigest(2, root + crc("/x")))).isFalse();
        tree.apply(Records.record(Zxid.of(1, 1), TxnType.DELETE, new DeleteTxn("/é")));
        assertThat(tree.agreesWith(new TxnDigest(2, tree.digest()))).isTrue();
        assertThat(tree.agreesWith(new TxnDigest(2, tree.digest() + crc("/?") - crc("/é"))))
                .as("once such znodes are gone")
                .isFalse();
    }

    private static long crc(String path) {
        CRC32 crc = new CRC32();
        crc.update(path.getBytes(StandardCharsets.UTF_8));
        crc.update(7);
        ByteBuffer stat = ByteBuffer.allocate(60);
        for (int field = 0; field < 5; field++) {
            stat.putLong(1);
        }
        crc.update(stat.array());
        return crc.getValue();
    }

    private static void load(ZnodeTree tree, Object... pathsAndOwners) throws IOException {
        tree.session(tree.sessions().isEmpty() ? SESSION : tree.sessions().firstKey(), 1000);
        tree.znode("", new byte[] {7}, -1, ReplayTest.stat(0));
        add(tree, pathsAndOwners);
    }

    private static void add(ZnodeTree tree, Object... pathsAndOwners) throws IOException {
        for (int i = 0; i < pathsAndOwners.length; i += 2) {
            long owner = ((Number) pathsAndOwners[i + 1]).longValue();
            tree.znode((String) pathsAndOwners[i], new byte[] {7}, -1, ReplayTest.stat(owner));
        }
    }

    private static ZnodeTree reloaded(ZnodeTree tree) throws IOException {
        ZnodeTree copy = new ZnodeTree();
        tree.visit(copy);
        return copy;
    }

    private static List<String> show(ZnodeTree tree) throws IOException {
        return showAll(tree).stream()
                .filter(line -> line.isEmpty() || line.startsWith("/") || line.startsWith(" "))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }

    private static List<String> showAll(ZnodeTree tree) throws IOException {
        List<String> lines = new ArrayList<>();
        tree.visit(new SnapshotVisitor() {
            @Override
            public void session(long id, int timeoutMillis) {
                lines.add("session " + id + " " + timeoutMillis);
            }

            @Override
            public void acl(long number, List<Acl> entries) {
                lines.add("acl " + number + " " + entries);
            }

            @Override
            public void znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat) {
                lines.add(path + " " + acl);
            }
        });
        return lines;
    }
}
