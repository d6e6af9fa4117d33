package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Share;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an epoch changes: what proves that nothing is missing from a server's log, and what happens without proof. */
final class CaptureStepTest {

    private final Archive archive = new Archive(new MemoryStore());

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServerWithFiveTransactions() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
        server.commits(5);
    }

    @Test
    void aTapeGoesOnOverAnElection() throws Exception {
        archive.backUp(server);

        Share share = archive.backUp(server.elects(2).commits(3));

        assertThat(share.through()).isEqualTo(Zxid.of(2, 3));
        assertThat(archive.count("/tape.json")).isEqualTo(1);
        archive.assertRestores(server);
    }

    @Test
    void whatASyncLeftOutOfTheLogEndsTheTapeAndIsRefusedWithoutABase() throws Exception {
        archive.backUp(server);
        server.elects(2).syncsBySnapTo(Zxid.of(2, 7));
        server.elects(3).commits(2);

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no snapshot of this server can be the base of a new tape")
                .hasMessageContaining("nothing proves that 0x300000001 follows 0x100000005")
                .hasMessageContaining("snapshot.200000007 has no place in the server's logs")
                .hasMessageContaining("snapshot.100000000 leads only to a step that is not proven")
                .hasMessageContaining("and the next snapshot will");
        assertThat(archive.count("/tape.json")).isEqualTo(1);
        assertThat(archive.count("/link/")).isEqualTo(1);
    }

    @Test
    void aNewTapeBeginsWithASnapshotBehindTheSync() throws Exception {
        archive.backUp(server);
        server.elects(2).syncsBySnapTo(Zxid.of(2, 7));
        server.elects(3).commits(2).snapshots();

        Share share = archive.backUp(server.commits(1));

        assertThat(share.baseStart()).isEqualTo(Zxid.of(3, 2));
        assertThat(archive.newestTape()).contains("RESYNC", "nothing proves that 0x300000001 follows 0x100000005");
        archive.assertRestores(server);
    }

    @Test
    void aNewTapeBeginsWithTheSnapshotThatALaterSyncLeft() throws Exception {
        archive.backUp(server);
        server.elects(2).misses(7).elects(3).snapshots();

        Share share = archive.backUp(server.commits(2));

        assertThat(share.baseStart()).isEqualTo(Zxid.of(3, 0));
        assertThat(archive.newestTape()).contains("RESYNC");
        archive.assertRestores(server);
    }

    @Test
    void anIdleLeadersSnapshotWithTheSameDigestIsHarmless() throws Exception {
        archive.backUp(server);
        server.elects(2).snapshots();

        Share share = archive.backUp(server.commits(2));

        assertThat(share.through()).isEqualTo(Zxid.of(2, 2));
        assertThat(archive.count("/tape.json")).isEqualTo(1);
        archive.assertRestores(server);
    }

    @Test
    void aSnapshotWithoutADigestIsNotTakenForHarmless() throws Exception {
        archive.backUp(server);
        server.elects(2).snapshotsWithoutTrailers();

        archive.backUp(server.commits(2));

        assertThat(archive.newestTape()).contains("RESYNC");
        archive.assertRestores(server);
    }

    @Test
    void aPurgedWitnessProvesNothing() throws Exception {
        archive.backUp(server);
        server.elects(2).commits(3).snapshots();
        Files.delete(server.snapshotFile(Zxid.of(1, 0)));

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(2, 3));
        assertThat(archive.newestTape()).contains("RESYNC");
        archive.assertRestores(server);
    }

    @Test
    void anUncommittedRecordBelowASyncIsNotArchived() throws Exception {
        server.logsUncommitted();
        server.elects(2).misses(7).elects(3).snapshots();

        archive.backUp(server.commits(2));

        assertThat(archive.count("/link/")).isEqualTo(1);
        archive.assertRestores(server);
    }

    @Test
    void anUncommittedRecordBehindTheTapeAndBelowASyncIsNotArchived() throws Exception {
        archive.backUp(server);
        server.logsUncommitted();
        server.elects(2).misses(7).elects(3).snapshots();

        archive.backUp(server.commits(2));

        assertThat(archive.count("/link/")).isEqualTo(2);
        archive.assertRestores(server);
    }

    @Test
    void aServerSyncedWithoutALogRecordIsNotTakenForUpToDate() throws Exception {
        archive.backUp(server);
        server.elects(2).syncsBySnapTo(Zxid.of(2, 7)).elects(3);

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nothing proves that 0x300000000 follows 0x100000005")
                .hasMessageContaining("snapshot.100000000 leads only to 0x100000005");
    }

    @Test
    void aBlankServerThatWasSyncedIsNotTakenForEmpty() throws Exception {
        DiskServer blank = new DiskServer(directory.resolve("blank"));
        blank.snapshots();
        blank.elects(2).syncsBySnapTo(Zxid.of(2, 7)).elects(3);

        assertThatThrownBy(() -> archive.backUp(blank))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("snapshot.0 leads only to 0x0, and nothing proves that this is all there is");
    }

    @Test
    void anIdleServerSyncedAfterTheElectionIsABaseAlone() throws Exception {
        server.elects(2).misses(7).elects(3).snapshots();

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(3, 0));
        archive.assertRestores(server);
    }

    @Test
    void aRestoredServerIsCapturedFromItsSeed() throws Exception {
        DiskServer restored = new DiskServer(directory.resolve("restored"));
        restored.commits(0).elects(1000).misses(4).elects(1001).snapshotsWithoutTrailers();
        restored.elects(1002).commits(3);

        Share share = archive.backUp(restored);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1001, 0));
        assertThat(share.through()).isEqualTo(Zxid.of(1002, 3));
        archive.assertRestores(restored);
    }
}
