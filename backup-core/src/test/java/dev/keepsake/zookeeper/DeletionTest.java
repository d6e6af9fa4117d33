package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.persistence.Util;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;
import org.apache.zookeeper.txn.TxnHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The moment before somebody began to delete a tree, leaf by leaf. */
final class DeletionTest {

    private static final long OTHER = 77;
    private static final long MINUTE = 60_000;

    private final Archive archive = new Archive(new MemoryStore());

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aTree() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
        for (String path : List.of("/a", "/a/1", "/a/2", "/a/2/x", "/ab")) {
            create(path);
        }
        archive.backUp(server.commits(1));
    }

    @Test
    void aTreeComesBackFromBeforeItsFirstLeafWent() throws Exception {
        Zxid first = delete("/a/1");
        archive.backUp(server.commits(1));
        delete("/a/2/x");
        delete("/ab");
        archive.backUp(server.commits(1));
        delete("/a/2");
        Zxid last = delete("/a");
        archive.backUp(server.commits(1));

        Chosen chosen = archive.moments().beforeDeletion("/a", 1);

        assertThat(chosen.moment().zxid()).isEqualTo(before(first));
        assertThat(chosen.next().orElseThrow().paths()).containsExactly("/a/1");
        assertThat(chosen.notes())
                .hasSize(1)
                .allMatch(note -> note.startsWith("the deletion of /a took 4 transactions, the first " + first + " (")
                        && note.contains(", the last " + last + " ("));
    }

    @Test
    void aSlowDeletionCountsThoughOthersWriteIntoTheTreeMeanwhile() throws Exception {
        Zxid first = delete("/a/1");
        server.clockOff += 10 * MINUTE;
        by(OTHER, () -> set("/a/2"));
        delete("/a/2/x");
        by(OTHER, () -> create("/elsewhere"));
        server.clockOff += 50 * MINUTE;
        by(OTHER, () -> set("/a/2"));
        Zxid behind = delete("/a/2");
        delete("/a");
        archive.backUp(server.commits(1));

        Chosen chosen = archive.moments().beforeDeletion("/a", 1);

        assertThat(chosen.moment().zxid()).isEqualTo(before(first));
        assertThat(chosen.notes().get(1))
                .contains("before " + behind + " (", "nothing of /a was deleted for 3000 s")
                .endsWith("if the deletion began only then: --zxid " + before(behind));
    }

    @Test
    void whatIsCreatedAgainWhileTheTreeGoesIsDeletedOnceMoreByTheSame() throws Exception {
        Zxid first = delete("/a/1");
        by(OTHER, () -> create("/a/1"));
        delete("/a/2/x");
        delete("/a/2");
        delete("/a/1");
        delete("/a");
        by(OTHER, () -> create("/a"));
        by(OTHER, () -> create("/a/new"));
        archive.backUp(server.commits(1));

        assertThat(archive.moments().beforeDeletion("/a", 1).moment().zxid()).isEqualTo(before(first));
    }

    @Test
    void severalSessionsMayDeleteOneAfterTheOtherWhereNobodyWritesInBetween() throws Exception {
        Zxid first = delete("/a/1");
        by(OTHER, () -> delete("/a/2/x"));
        by(78, () -> delete("/a/2"));
        by(79, () -> delete("/a"));
        archive.backUp(server.commits(1));

        assertThat(archive.moments().beforeDeletion("/a", 1).moment().zxid()).isEqualTo(before(first));
    }

    @Test
    void itBeginsBehindWhatTheSameSessionWroteIntoTheTree() throws Exception {
        delete("/a/1");
        set("/a/2");
        Zxid first = delete("/a/2/x");
        delete("/a/2");
        delete("/a");
        archive.backUp(server.commits(1));

        assertThat(archive.moments().beforeDeletion("/a", 1).moment().zxid()).isEqualTo(before(first));
    }

    @Test
    void whatTheSameSessionDeletedBeforeItWroteIntoTheTreeIsTold() throws Exception {
        Zxid first = delete("/a/1");
        set("/a/2"); // its progress
        delete("/a/2/x");
        set("/a/2");
        Zxid last = delete("/a/2");
        delete("/a");
        archive.backUp(server.commits(1));

        Chosen chosen = archive.moments().beforeDeletion("/a", 1);

        assertThat(chosen.moment().zxid()).isEqualTo(before(last));
        assertThat(chosen.notes()).hasSize(2);
        assertThat(chosen.notes().get(1))
                .contains("had deleted below it in 2 transactions, the first " + first + " (", "before it wrote there")
                .endsWith("if they belong to it: --zxid " + before(first));
    }

    @Test
    void whatWentInOneTransactionWithAWriteIsToldToo() throws Exception {
        Zxid first = deleteWithProgress("/a/1");
        deleteWithProgress("/a/2/x");
        server.clockOff += 59 * MINUTE;
        Zxid last = delete("/a/2");
        delete("/a");
        archive.backUp(server.commits(1));

        Chosen chosen = archive.moments().beforeDeletion("/a", 1);

        assertThat(chosen.moment().zxid()).isEqualTo(before(last));
        assertThat(chosen.notes()).anyMatch(note -> note.endsWith("if they belong to it: --zxid " + before(first)));
    }

    @Test
    void whatTheSameSessionDeletedMoreThanAnHourBeforeIsNotTold() throws Exception {
        delete("/a/1");
        server.clockOff += 61 * MINUTE;
        set("/a/2");
        delete("/a/2/x");
        delete("/a/2");
        delete("/a");
        archive.backUp(server.commits(1));

        assertThat(archive.moments().beforeDeletion("/a", 1).notes()).hasSize(1);
    }

    @Test
    void whatASessionThatAlwaysWorksThereDeletedIsTakenFromTheLastHourAlone() throws Exception {
        deleteWithProgress("/a/1");
        server.clockOff += 59 * MINUTE;
        Zxid within = deleteWithProgress("/a/2/x");
        server.clockOff += 59 * MINUTE;
        Zxid last = delete("/a/2");
        delete("/a");
        archive.backUp(server.commits(1));

        Chosen chosen = archive.moments().beforeDeletion("/a", 1);

        assertThat(chosen.moment().zxid()).isEqualTo(before(last));
        assertThat(chosen.notes().get(1))
                .contains("had deleted below it in 1 transactions, the first " + within + " (")
                .contains("They are those of the last hour before " + last + " (")
                .endsWith("if they belong to it: --zxid " + before(within));
    }

    @Test
    void itBeginsBehindAnHourWithoutADeletion() throws Exception {
        delete("/a/1");
        server.clockOff += 61 * MINUTE;
        Zxid first = delete("/a/2/x");
        delete("/a/2");
        delete("/a");
        archive.backUp(server.commits(1));

        assertThat(archive.moments().beforeDeletion("/a", 1).moment().zxid()).isEqualTo(before(first));
    }

    @Test
    void whatOthersDeletedWhileTheTreeWasInUseIsToldAndNotCounted() throws Exception {
        Zxid[] aside = new Zxid[1];
        by(OTHER, () -> aside[0] = delete("/a/1"));
        by(78, () -> set("/a/2"));
        Zxid first = delete("/a/2/x");
        delete("/a/2");
        delete("/a");
        archive.backUp(server.commits(1));

        Chosen chosen = archive.moments().beforeDeletion("/a", 1);

        assertThat(chosen.moment().zxid()).isEqualTo(before(first));
        assertThat(chosen.notes().get(1))
                .startsWith("1 transactions of other sessions, the first " + aside[0] + " (")
                .endsWith("if they belong to it: --zxid " + before(aside[0]));
    }

    @Test
    void anEarlierDeletionIsChosenByItsNumber() throws Exception {
        Zxid first = delete("/a/1");
        delete("/a/2/x");
        delete("/a/2");
        delete("/a");
        create("/a");
        create("/a/1");
        archive.backUp(server.commits(1));
        Zxid multi = deleteAfterSetting("/a/1", "/a/1");
        delete("/a");
        archive.backUp(server.commits(1));

        assertThat(archive.moments().beforeDeletion("/a", 1).moment().zxid()).isEqualTo(before(multi));
        assertThat(archive.moments().beforeDeletion("/a", 2).moment().zxid()).isEqualTo(before(first));
    }

    @Test
    void whatWasNeverDeletedIsNotFound() throws Exception {
        delete("/a/1");
        archive.backUp(server.commits(1));

        assertThatThrownBy(() -> archive.moments().beforeDeletion("/a", 1))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessage("/a was deleted 0 times in what is archived; 'keepsake history /a --children' shows what"
                        + " happened there");
    }

    /** Something that another session does. */
    @FunctionalInterface
    private interface Doing {
        void run() throws IOException;
    }

    private void by(long session, Doing doing) throws IOException {
        server.session = session;
        doing.run();
        server.session = DiskServer.SESSION;
    }

    private Zxid create(String path) throws IOException {
        return server.commits(ZooDefs.OpCode.create, new CreateTxn(path, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, false, 50));
    }

    private Zxid set(String path) throws IOException {
        return server.commits(ZooDefs.OpCode.setData, new SetDataTxn(path, null, 1));
    }

    private Zxid delete(String path) throws IOException {
        return server.commits(ZooDefs.OpCode.delete, new DeleteTxn(path));
    }

    private Zxid deleteWithProgress(String path) throws IOException {
        return deleteAfterSetting("/a", path);
    }

    private Zxid deleteAfterSetting(String set, String deleted) throws IOException {
        return server.commits(
                ZooDefs.OpCode.multi,
                new MultiTxn(List.of(
                        part(ZooDefs.OpCode.setData, new SetDataTxn(set, null, 1)),
                        part(ZooDefs.OpCode.delete, new DeleteTxn(deleted)))));
    }

    private static Zxid before(Zxid zxid) {
        return new Zxid(zxid.value() - 1);
    }

    private static Txn part(int type, Record body) throws IOException {
        byte[] withHeader = Util.marshallTxnEntry(new TxnHeader(0, 0, 0, 0, type), body, null);
        return new Txn(type, Arrays.copyOfRange(withHeader, 32, withHeader.length));
    }
}
