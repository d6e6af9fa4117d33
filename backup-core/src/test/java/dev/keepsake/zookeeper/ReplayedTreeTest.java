package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.Adler32;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.EphemeralType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A tree that is looked at is, in every field, the one that ZooKeeper's own classes have at that transaction. */
class ReplayedTreeTest {

    private static final String EXTENDED = "zookeeper.extendedTypesEnabled";
    private static final int TRANSACTIONS = 1_500;

    @BeforeAll
    static void letServersKnowTtl() {
        System.setProperty(EXTENDED, "true");
    }

    @AfterAll
    static void forgetTtl() {
        System.clearProperty(EXTENDED);
    }

    @Test
    void everyZnodeIsShownAsItWas() throws IOException {
        RandomLeader leader = new RandomLeader(Seeds.seed("looking"));
        byte[] base = Seedings.snapshot(ServerTree.copyOf(leader.tree, Map.of()));
        Artefact link = link(leader);

        ReplayedTree tree = new ReplayedTree(leader.last());
        send(tree, base, link);

        Map<String, ServerTree.Node> theirs = ServerTree.nodesOf(leader.tree);
        List<String> walked = new ArrayList<>();
        tree.walk("/", znode -> {
            walked.add(znode.path());
            String inTree = znode.path().equals("/") ? "" : znode.path();
            assertSame(znode, Objects.requireNonNull(theirs.get(inTree)), leader.tree);
            assertThat(tree.znode(znode.path())).contains(znode);
            assertThat(tree.children(znode.path()))
                    .hasSize(znode.children())
                    .containsExactlyInAnyOrderElementsOf(
                            leader.tree.getNode(znode.path()).getChildren())
                    .isSorted();
        });
        assertThat(walked).hasSameSizeAs(theirs.keySet()).doesNotHaveDuplicates();
        String below = walked.get(walked.size() / 2);
        List<String> part = new ArrayList<>();
        tree.walk(below, znode -> part.add(znode.path()));
        assertThat(part)
                .startsWith(below)
                .containsExactlyElementsOf(walked.stream()
                        .filter(path -> path.equals(below) || path.startsWith(below + "/"))
                        .toList());
        assertThat(tree.znode("/no/such")).isEmpty();
        assertThat(tree.children("/no/such")).isEmpty();
        tree.walk("/no/such", znode -> {
            throw new AssertionError("shown " + znode);
        });
    }

    @Test
    void whatDoesNotReachItsMomentIsNeverShown() throws IOException {
        RandomLeader leader = new RandomLeader(Seeds.seed("short"));
        byte[] base = Seedings.snapshot(ServerTree.copyOf(leader.tree, Map.of()));
        Artefact link = link(leader);
        ReplayedTree tree = new ReplayedTree(new Zxid(leader.last().value() + 1));

        assertThatExceptionOfType(CorruptException.class)
                .isThrownBy(() -> send(tree, base, link))
                .withMessageContaining("leads to " + leader.last());
        assertThatThrownBy(() -> tree.znode("/")).isInstanceOf(IllegalStateException.class);
    }

    private static void send(ReplayedTree tree, byte[] base, Artefact link) throws IOException {
        Zxid start = Zxid.of(1, 0);
        tree.begin(new TapeStart(TapeStart.Reason.FIRST, "by hand", new TreeMap<>()));
        tree.receive(new Artefact(
                Artefact.Kind.BASE, start, start, base.length, new TreeMap<>(), () -> new ByteArrayInputStream(base)));
        tree.receive(link);
        tree.describe(new TreeMap<>());
    }

    private static Artefact link(RandomLeader leader) throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < TRANSACTIONS; i++) {
            LogRecord record = leader.next();
            Adler32 adler = new Adler32();
            adler.update(record.payload());
            LogReader.writeFramed(
                    new LogRecord(
                            record.zxid(),
                            record.session(),
                            record.cxid(),
                            record.timeMillis(),
                            record.type(),
                            adler.getValue(),
                            record.payload()),
                    records);
        }
        byte[] bytes = records.toByteArray();
        return new Artefact(
                Artefact.Kind.LINK,
                Zxid.of(1, 0),
                leader.last(),
                bytes.length,
                new TreeMap<>(),
                () -> new ByteArrayInputStream(bytes));
    }

    private static void assertSame(PastZnode ours, ServerTree.Node theirs, DataTree tree) {
        ZnodeStat stat = theirs.stat();
        assertThat(ServerTree.Node.of(ours.data(), theirs.acl(), stat)).isEqualTo(theirs);
        assertThat(ours.acl())
                .isEqualTo(theirs.acl().stream().map(ReplayedTreeTest::words).toList());
        assertThat(List.of(
                        ours.created().value(),
                        ours.modified().value(),
                        ours.childrenModified().value()))
                .containsExactly(stat.czxid(), stat.mzxid(), stat.pzxid());
        assertThat(List.of(ours.createdMillis(), ours.modifiedMillis(), ours.owner()))
                .containsExactly(stat.ctime(), stat.mtime(), stat.ephemeralOwner());
        assertThat(List.of(ours.version(), ours.childrenCreated(), ours.aclVersion()))
                .containsExactly(stat.version(), stat.cversion(), stat.aversion());
        DataNode node = tree.getNode(ours.path());
        Map<EphemeralType, PastZnode.Kind> kinds = new HashMap<>();
        kinds.put(EphemeralType.VOID, PastZnode.Kind.PERSISTENT);
        kinds.put(EphemeralType.NORMAL, PastZnode.Kind.EPHEMERAL);
        kinds.put(EphemeralType.CONTAINER, PastZnode.Kind.CONTAINER);
        kinds.put(EphemeralType.TTL, PastZnode.Kind.TTL);
        assertThat(ours.kind()).isEqualTo(kinds.get(EphemeralType.get(node.stat.getEphemeralOwner())));
    }

    private static String words(Acl entry) {
        int bits = entry.permissions();
        return entry.scheme() + ":" + entry.id() + ":" + ((bits & ZooDefs.Perms.CREATE) == 0 ? "" : "c")
                + ((bits & ZooDefs.Perms.DELETE) == 0 ? "" : "d")
                + ((bits & ZooDefs.Perms.READ) == 0 ? "" : "r")
                + ((bits & ZooDefs.Perms.WRITE) == 0 ? "" : "w")
                + ((bits & ZooDefs.Perms.ADMIN) == 0 ? "" : "a");
    }
}
