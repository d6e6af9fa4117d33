package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moments;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Adler32;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any moment that a tape covers is restored exactly; any other is refused, with the nearest good ones. */
final class MomentsTest {

    private final Archive archive = new Archive(new MemoryStore());

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServer() throws IOException {
        server = new DiskServer(directory.resolve("server"));
    }

    @Test
    void everyMomentOfARandomHistoryIsWhatAReplayByHandGives() throws Exception {
        long seed = Seeds.seed("everyMomentOfARandomHistoryIsWhatAReplayByHandGives");
        RandomLeader leader = new RandomLeader(seed);
        ZnodeTree blank = ServerTree.copyOf(leader.tree, Map.of());
        byte[] beginning = Seedings.snapshot(blank);
        writeSnapshot(leader, new Zxid(0));
        List<LogRecord> records = new ArrayList<>();
        for (int part = 0; part < 6; part++) {
            for (int i = 0; i < 20; i++) {
                LogRecord record = withChecksum(leader.next());
                records.add(record);
                server.commits(record);
            }
            archive.backUp(server);
            if (part == 2) {
                leader.elects();
                server.rolls();
            } else if (part == 3) {
                writeSnapshot(leader, leader.last());
            }
        }

        Moments moments = archive.moments();

        for (LogRecord record : records) {
            Chosen chosen = moments.at(record.zxid());
            assertThat(chosen.moment().zxid()).isEqualTo(record.zxid());
            assertThat(archive.hashAt(chosen))
                    .as("after %s, seed %d", record.zxid(), seed)
                    .isEqualTo(hashByHand(beginning, records, record.zxid()));
        }
        assertThat(archive.count("/base/")).isGreaterThan(1);
        assertThat(records.get(records.size() - 1).zxid().epoch()).isGreaterThan(1);
    }

    @Test
    void aMomentInsideAWindowIsRestoredFromAnOlderBase() throws Exception {
        server.elects(1).snapshots();
        archive.backUp(server.commits(5));
        snapshotOver(3);
        archive.backUp(server.commits(2));
        assertThat(archive.objects("/base/").get(1).key().value()).contains("/base/0000000100000005-0000000100000008-");

        for (int counter = 1; counter <= 10; counter++) {
            Chosen chosen = archive.moments().at(Zxid.of(1, counter));
            boolean behindWindow = counter > 8;
            assertThat(chosen.shares()).hasSize(behindWindow ? 2 : 1);
            assertThat(chosen.shares().get(0).share().baseStart())
                    .isEqualTo(behindWindow ? Zxid.of(1, 5) : Zxid.of(1, 0));
            assertThat(archive.hashAt(chosen)).isEqualTo(hashOfCreates(counter));
        }
    }

    @Test
    void theEndOfAWindowIsServedOnlyWhereABackupWasMadeOfIt() throws Exception {
        server.elects(1).snapshots();
        server.commits(5);
        server.snapshots();
        archive.backUp(server);
        archive.backUp(server.commits(3));

        assertThat(archive.coverage().tapes().get(0).ranges().get(0).from().zxid())
                .isEqualTo(Zxid.of(1, 5));
        assertThat(archive.hashAt(archive.moments().at(Zxid.of(1, 5)))).isEqualTo(hashOfCreates(5));

        Archive another = new Archive(new MemoryStore());
        another.backUp(server);
        assertThat(another.coverage().tapes().get(0).ranges().get(0).from().zxid())
                .isEqualTo(Zxid.of(1, 6));
        assertThatThrownBy(() -> another.moments().at(Zxid.of(1, 5)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("0x100000005 cannot be restored: it is before the first moment")
                .hasMessageContaining("after it 0x100000006 (2023-11-14T22:13:20.006Z), --zxid 0x100000006");
    }

    @Test
    void aZxidBetweenTwoEpochsIsTheLastTransactionBeforeIt() throws Exception {
        server.elects(1).snapshots();
        archive.backUp(server.commits(4));
        server.elects(2).commits(3);
        archive.backUp(server);

        Chosen chosen = archive.moments().at(Zxid.of(2, 0));

        assertThat(chosen.moment().zxid()).isEqualTo(Zxid.of(1, 4));
        assertThat(chosen.next().orElseThrow().moment().zxid()).isEqualTo(Zxid.of(2, 1));
        assertThat(chosen.next().orElseThrow().kind()).isEqualTo("create");
        assertThat(chosen.next().orElseThrow().paths()).containsExactly("/n5");
        assertThat(archive.hashAt(chosen)).isEqualTo(hashOfCreates(4));
        assertThat(archive.moments().at(Zxid.of(2, 1)).moment().zxid()).isEqualTo(Zxid.of(2, 1));
    }

    @Test
    void theNewestMomentMayBeBehindTheNewestBackup() throws Exception {
        server.elects(1).snapshots();
        archive.backUp(server.commits(4));
        archive.backUp(server.commits(4));
        archive.lose(archive.objects("/manifest/").get(1));

        Chosen latest = archive.moments().latest();

        assertThat(latest.moment().zxid()).isEqualTo(Zxid.of(1, 8));
        assertThat(latest.next()).isEmpty();
        assertThat(archive.hashAt(latest)).isEqualTo(hashOfCreates(8));
    }

    @Test
    void aMomentInAGapIsRefusedWithTheNearestGoodOnes() throws Exception {
        gap();

        assertThatThrownBy(() -> archive.moments().at(Zxid.of(1, 6)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("0x100000006 cannot be restored: it lies where transactions are missing")
                .hasMessageContaining("before it 0x100000005 (2023-11-14T22:13:20.005Z), --zxid 0x100000005")
                .hasMessageContaining("after it 0x10000000a (2023-11-14T22:13:20.010Z), --zxid 0x10000000a")
                .hasMessageContaining("keepsake list --ranges");
        assertThatThrownBy(() -> archive.moments().at(Zxid.of(1, 11)))
                .hasMessageContaining("it is after the newest transaction")
                .hasMessageContaining("before it 0x10000000a");
    }

    @Test
    void anotherNodesTapeServesWhatOneLacks() throws Exception {
        gap();
        DiskServer other = new DiskServer(directory.resolve("other"));
        other.elects(1).snapshots();
        archive.manifestOf(other.commits(8), "node-2");

        Chosen chosen = archive.moments().at(Zxid.of(1, 7));

        assertThat(chosen.shares()).extracting(Manifest.NodeShare::node).containsExactly("node-2");
        assertThat(archive.hashAt(chosen)).isEqualTo(hashOfCreates(7));
        assertThat(archive.moments().at(Zxid.of(1, 3)).shares())
                .extracting(Manifest.NodeShare::node)
                .containsExactly("node-2", "node-1");
        assertThat(archive.moments("node-1").at(Zxid.of(1, 3)).shares())
                .extracting(Manifest.NodeShare::node)
                .containsExactly("node-1");
        Chosen helped = archive.moments("node-1").at(Zxid.of(1, 7));
        assertThat(helped.legs())
                .extracting(leg -> leg.tape().node())
                .as("it is begun with the one that was named")
                .containsExactly("node-1", "node-2");
        assertThat(archive.hashAt(helped)).isEqualTo(hashOfCreates(7));
        assertThatThrownBy(() -> archive.moments("node-3")).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void aTapeThatABackupNamesIsPreferred() throws Exception {
        server.elects(1).snapshots();
        archive.manifestOf(server.commits(4), "node-2");
        archive.manifestOf(server, "node-1");
        archive.lose(archive.objects("/manifest/").get(1));

        assertThat(archive.moments().at(Zxid.of(1, 3)).shares())
                .extracting(Manifest.NodeShare::node)
                .containsExactly("node-2", "node-1");
    }

    @Test
    void whereALinkIsDamagedAnotherTapeIsReadAndThatIsSaid() throws Exception {
        server.elects(1).snapshots();
        archive.manifestOf(server.commits(6), "node-1");
        archive.manifestOf(server, "node-2");
        archive.replace(archive.objects("/link/").get(0), damaged(0));

        Chosen chosen = archive.moments().at(Zxid.of(1, 3));

        assertThat(chosen.moment().zxid()).isEqualTo(Zxid.of(1, 3));
        assertThat(chosen.notes().get(0)).contains("tape node-1/zk/", "is damaged", "link/0000000100000000");
        assertThat(archive.moments().before("/n4", 1).moment().zxid()).isEqualTo(Zxid.of(1, 3));
        assertThatThrownBy(() -> archive.moments("node-1").at(Zxid.of(1, 3))).isInstanceOf(CorruptException.class);
    }

    @Test
    void tapesThatDisagreeAreRefusedUntilOneIsNamed() throws Exception {
        server.elects(1).snapshots();
        archive.manifestOf(server.commits(4), "node-1");
        DiskServer clone = new DiskServer(directory.resolve("clone"));
        clone.session = 99;
        clone.elects(1).snapshots();
        archive.manifestOf(clone.commits(4), "node-2");

        assertThatThrownBy(() -> archive.moments().latest())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the tapes node-1/zk/")
                .hasMessageContaining("hold different transactions: at 0x100000001")
                .hasMessageContaining("say which of them is true with --tape");
        assertThatThrownBy(() -> archive.moments().at(Zxid.of(1, 3)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("hold different transactions: 0x100000003")
                .hasMessageContaining("Say with --tape");
        assertThat(archive.moments("node-2").latest().moment().zxid()).isEqualTo(Zxid.of(1, 4));
    }

    @Test
    void theFenceIsAboveEveryEpochOfEveryTape() throws Exception {
        server.elects(1).snapshots();
        archive.backUp(server.commits(4));
        server.elects(7).commits(1);
        archive.backUp(server);
        archive.lose(archive.objects("/manifest/").get(1));

        assertThat(archive.catalog.fence(Zxid.of(1, 2), archive.coverage()).epoch())
                .isEqualTo(1007);
    }

    /** A tape through (1,5), then one whose first good moment is (1,10). */
    private void gap() throws IOException {
        server.elects(1).snapshots();
        archive.backUp(server.commits(5));
        server.commits(2).snapshots();
        server.rolls().commits(2);
        server.snapshots();
        Files.delete(server.logs().get(0));
        Files.delete(server.snapshotFile(Zxid.of(1, 0)));
        Files.delete(server.snapshotFile(Zxid.of(1, 7)));
        archive.backUp(server.commits(1));
    }

    private byte[] damaged(int link) throws IOException {
        byte[] bytes = archive.bytes(archive.objects("/link/").get(link));
        bytes[bytes.length / 2] ^= 1;
        return bytes;
    }

    /** A snapshot while whose writing this many transactions are committed. */
    private void snapshotOver(int transactions) throws IOException {
        int[] left = {transactions};
        server.beforeZnode = () -> {
            if (left[0]-- > 0) {
                server.commits(1);
            }
        };
        server.snapshots();
        server.beforeZnode = () -> {};
    }

    private void writeSnapshot(RandomLeader leader, Zxid zxid) throws IOException {
        leader.tree.lastProcessedZxid = zxid.value();
        new FileSnap(directory.toFile())
                .serialize(
                        leader.tree, leader.sessions, server.snapshotFile(zxid).toFile(), false);
    }

    private static LogRecord withChecksum(LogRecord record) {
        Adler32 adler = new Adler32();
        adler.update(record.payload());
        return new LogRecord(
                record.zxid(),
                record.session(),
                record.cxid(),
                record.timeMillis(),
                record.type(),
                adler.getValue(),
                record.payload());
    }

    private static String hashByHand(byte[] beginning, List<LogRecord> records, Zxid through) throws IOException {
        ZnodeTree tree = new ZnodeTree();
        SnapshotReader.read(new ByteArrayInputStream(beginning), "the beginning", tree);
        for (LogRecord record : records) {
            if (record.zxid().compareTo(through) <= 0) {
                tree.apply(record);
            }
        }
        return Seed.of(tree, SessionPolicy.DROP).hash();
    }

    /** Of a server that created so many znodes since it began. */
    private String hashOfCreates(int transactions) throws IOException {
        DiskServer alone = new DiskServer(Files.createTempDirectory(directory, "alone"));
        alone.elects(1);
        for (int i = 0; i < transactions; i++) {
            alone.commits(1);
        }
        DataTree tree = alone.tree;
        return Seed.of(ServerTree.copyOf(tree, new HashMap<>()), SessionPolicy.DROP)
                .hash();
    }
}
