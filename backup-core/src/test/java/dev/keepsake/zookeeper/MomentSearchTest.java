package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Change;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Moments;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.persistence.Util;
import org.apache.zookeeper.txn.CloseSessionTxn;
import org.apache.zookeeper.txn.CreateContainerTxn;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.ErrorTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetACLTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;
import org.apache.zookeeper.txn.TxnHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moments by time, and by what happened to a znode. */
final class MomentSearchTest {

    private static final Instant BEGIN = Instant.ofEpochMilli(1_700_000_000_000L);

    private final Archive archive = new Archive(new MemoryStore());

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServer() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
    }

    @Test
    void aTimeMeansTheLastTransactionUpToIt() throws Exception {
        archive.backUp(server.commits(5));
        archive.backUp(server.commits(5));

        for (int milli = 1; milli <= 10; milli++) {
            assertThat(at(milli).moment().zxid()).isEqualTo(Zxid.of(1, milli));
        }
        Chosen between = archive.moments().at(BEGIN.plusNanos(5_900_000));
        assertThat(between.moment().zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(between.next().orElseThrow().moment().zxid()).isEqualTo(Zxid.of(1, 6));
        assertThat(between.notes()).isEmpty();
    }

    @Test
    void transactionsOfOneMillisecondAreNotTornApart() throws Exception {
        server.commits(3);
        for (int i = 0; i < 3; i++) {
            server.clockOff--;
            server.commits(1);
        }
        archive.backUp(server.commits(2));

        assertThat(at(3).moment().zxid()).isEqualTo(Zxid.of(1, 6));
        assertThat(at(4).moment().zxid()).isEqualTo(Zxid.of(1, 7));
        assertThat(at(3).notes()).isEmpty();
    }

    @Test
    void whereTheClockStepsBackTheFirstLaterTransactionDecidesAndThatIsSaid() throws Exception {
        server.commits(5);
        server.clockOff = 10_000;
        server.commits(2);
        server.elects(2);
        server.clockOff = 0;
        archive.backUp(server.commits(3));

        Chosen chosen = archive.moments().at(BEGIN.plusMillis(9));

        assertThat(chosen.moment().zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(chosen.notes())
                .containsExactly(
                        "the leaders' clock steps back here: 0x100000006 (2023-11-14T22:13:30.006Z) is the first"
                                + " transaction after 2023-11-14T22:13:20.009Z, but some behind it say an earlier time, the last of"
                                + " them seen 0x200000002 (2023-11-14T22:13:20.009Z); to restore these too: --zxid 0x200000002");
        assertThat(archive.moments().at(BEGIN.plusMillis(10_006)).moment().zxid())
                .isEqualTo(Zxid.of(1, 6));
    }

    @Test
    void aClockThatRanAheadBeforeTheBaseDoesNotDecide() throws Exception {
        server.commits(2);
        server.clockOff = 3_600_000;
        archive.backUp(server.commits(1));
        server.clockOff = 0;
        server.commits(2).snapshots();
        archive.backUp(server.commits(3));
        assertThat(archive.count("/base/")).isEqualTo(2);

        assertThat(at(7).moment().zxid()).isEqualTo(Zxid.of(1, 7));
        assertThat(at(2).moment().zxid()).isEqualTo(Zxid.of(1, 2));
    }

    @Test
    void aTimeBeforeTheFirstOrAfterTheLastIsRefused() throws Exception {
        archive.backUp(server.commits(5));

        assertThatThrownBy(() -> at(0))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no transaction that can be restored is from before 2023-11-14T22:13:20Z")
                .hasMessageContaining("after it 0x100000001 (2023-11-14T22:13:20.001Z), --zxid 0x100000001");
        assertThatThrownBy(() -> at(6))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("2023-11-14T22:13:20.006Z is after the newest transaction that can be restored")
                .hasMessageContaining("before it 0x100000005 (2023-11-14T22:13:20.005Z), --zxid 0x100000005");
    }

    @Test
    void aTimeInAGapIsRefused() throws Exception {
        archive.backUp(server.commits(5));
        archive.backUp(server.commits(1));
        archive.backUp(server.commits(4));
        server.snapshots();
        archive.backUp(server.commits(2));
        archive.lose(archive.objects("/link/").get(1));

        assertThatThrownBy(() -> at(6))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("2023-11-14T22:13:20.006Z lies where transactions are missing, after 0x100000005")
                .hasMessageContaining("before it 0x100000005", "after it 0x10000000b");
        assertThat(at(12).moment().zxid()).isEqualTo(Zxid.of(1, 12));
    }

    @Test
    void theMomentBeforeEachChangeOfAZnodeIsFound() throws Exception {
        Zxid created = create("/a", false);
        server.commits(2);
        Zxid data = server.commits(ZooDefs.OpCode.setData, new SetDataTxn("/a", null, 1));
        archive.backUp(server.commits(1));
        Zxid list = server.commits(ZooDefs.OpCode.setACL, new SetACLTxn("/a", ZooDefs.Ids.READ_ACL_UNSAFE, 1));
        create("/ab", false);
        create("/a/b", false);
        server.commits(ZooDefs.OpCode.delete, new DeleteTxn("/a/b"));
        server.commits(ZooDefs.OpCode.error, new ErrorTxn(-101));
        archive.backUp(server.commits(1));
        Zxid deleted = server.commits(ZooDefs.OpCode.delete, new DeleteTxn("/a"));
        server.commits(1);
        Zxid again = create("/a", false);
        archive.backUp(server.commits(2));

        assertChanges("/a", again, deleted, list, data, created);
        Chosen before = archive.moments().before("/a", 2);
        assertThat(before.moment().zxid()).isEqualTo(new Zxid(deleted.value() - 1));
        assertThat(before.next().orElseThrow().kind()).isEqualTo("delete");
        assertThat(before.next().orElseThrow().paths()).containsExactly("/a");
        assertThat(archive.moments().changes("/a", 2)).extracting(Change::kind).containsExactly("create", "delete");
        assertThatThrownBy(() -> archive.moments().before("/a", 6))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("changes /a only 5 times, first in 0x100000001");
        assertThatThrownBy(() -> archive.moments().before("/never", 1))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("nothing that is archived creates, changes or deletes /never");
    }

    @Test
    void aMultiIsOneChangeAndAFailedOneIsNone() throws Exception {
        Zxid created = create("/a", false);
        Zxid both = server.commits(
                ZooDefs.OpCode.multi,
                multi(
                        part(ZooDefs.OpCode.delete, new DeleteTxn("/a")),
                        part(ZooDefs.OpCode.createContainer, new CreateContainerTxn("/a", null, open(), 2))));
        server.commits(
                ZooDefs.OpCode.multi,
                multi(part(ZooDefs.OpCode.setData, new SetDataTxn("/a", null, 1)), part(-1, new ErrorTxn(-110))));
        Zxid gone = server.commits(ZooDefs.OpCode.deleteContainer, new DeleteTxn("/a"));
        archive.backUp(server.commits(1));

        assertChanges("/a", gone, both, created);
        assertThat(archive.moments().changes("/a", 3))
                .extracting(Change::kind)
                .containsExactly("delete container", "multi", "create");
    }

    @Test
    void theEndOfASessionIsAChangeOfItsZnodes() throws Exception {
        Zxid created = create("/mine", true);
        Zxid listed = server.commits(ZooDefs.OpCode.closeSession, new CloseSessionTxn(List.of("/mine")));
        server.digests = false;
        Zxid again = create("/mine", true);
        server.session = 77;
        server.commits(ZooDefs.OpCode.closeSession, null);
        server.session = DiskServer.SESSION;
        Zxid data = server.commits(ZooDefs.OpCode.setData, new SetDataTxn("/mine", null, 1));
        archive.backUp(server.commits(1));
        Zxid silent = server.commits(ZooDefs.OpCode.closeSession, null);
        server.commits(ZooDefs.OpCode.closeSession, null);
        archive.backUp(server.commits(1));

        assertChanges("/mine", silent, data, again, listed, created);
        assertThat(archive.moments().changes("/mine", 1))
                .extracting(Change::kind)
                .containsExactly("session ends");
    }

    @Test
    void theBaseTellsWhoseAZnodeWasThatIsOlderThanTheTape() throws Exception {
        create("/mine", true);
        server.commits(2).snapshots();
        server.digests = false;
        Zxid data = server.commits(ZooDefs.OpCode.setData, new SetDataTxn("/mine", null, 1));
        server.session = 77;
        server.commits(ZooDefs.OpCode.closeSession, null);
        server.session = DiskServer.SESSION;
        Zxid silent = server.commits(ZooDefs.OpCode.closeSession, null);
        archive.backUp(server.commits(1));

        assertThat(archive.moments().changes("/mine", 20))
                .extracting(change -> change.moment().zxid())
                .containsExactly(silent, data);
        assertThatThrownBy(() -> archive.moments().before("/mine", 2))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the moment before 0x100000004", "(set data of /mine) cannot be restored");
    }

    @Test
    void aChangeThatAGapMayHideIsSaid() throws Exception {
        create("/a", false);
        archive.backUp(server.commits(3));
        archive.backUp(server.commits(1));
        archive.backUp(server.commits(4));
        server.snapshots();
        archive.backUp(server.commits(2));
        archive.lose(archive.objects("/link/").get(1));
        Moments moments = archive.moments();

        assertThat(moments.changes("/a", 1)).hasSize(1);
        assertThatThrownBy(() -> moments.before("/a", 1)).isInstanceOf(RefusedException.class);
        assertThat(moments.before("/n2", 1).notes().get(0)).contains("is not archived without a gap");
    }

    private Chosen at(int milli) throws IOException {
        return archive.moments().at(BEGIN.plusMillis(milli));
    }

    private void assertChanges(String path, Zxid... newestFirst) throws IOException {
        assertThat(archive.moments().changes(path, 20))
                .extracting(change -> change.moment().zxid())
                .containsExactly(newestFirst);
        for (int i = 0; i < newestFirst.length; i++) {
            Zxid before = new Zxid(newestFirst[i].value() - 1);
            if (before.counter() > 0) {
                assertThat(archive.moments().before(path, i + 1).moment().zxid())
                        .isEqualTo(before);
            }
        }
    }

    private Zxid create(String path, boolean ephemeral) throws IOException {
        return server.commits(ZooDefs.OpCode.create, new CreateTxn(path, null, open(), ephemeral, 50));
    }

    private static List<org.apache.zookeeper.data.ACL> open() {
        return ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    private static MultiTxn multi(Txn... parts) {
        return new MultiTxn(List.of(parts));
    }

    private static Txn part(int type, Record body) throws IOException {
        byte[] withHeader = Util.marshallTxnEntry(new TxnHeader(0, 0, 0, 0, type), body, null);
        return new Txn(type, Arrays.copyOfRange(withHeader, 32, withHeader.length));
    }
}
