package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Share;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.zookeeper.ServerStatus.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which snapshot becomes the base of a tape, and from where to where its window goes. */
final class CaptureBaseTest {

    private final Archive archive = new Archive(new MemoryStore());

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServerWithTwoSnapshots() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
        server.commits(3).snapshots();
        server.commits(2);
    }

    @Test
    void aBaseIsReplayedFromItsOwnRecordOn() throws Exception {
        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 3));
        assertThat(share.baseEnd()).isEqualTo(Zxid.of(1, 3));
        assertThat(share.replayAfter()).isEqualTo(Zxid.of(1, 2));
        assertThat(share.base().key().value()).contains("/base/0000000100000003-0000000100000003-");
        archive.assertRestores(server);
    }

    @Test
    void aSnapshotNewerThanWhatIsCommittedIsNotTaken() throws Exception {
        addSnapshotOfTwin(5);
        server.logsUncommitted();

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 3));
        archive.assertRestores(server);
    }

    @Test
    void aSnapshotOfARecordThatWasCutAwayIsNotTaken() throws Exception {
        addSnapshotOfTwin(5);
        server.elects(2).commits(2);

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("snapshot.100000006 has no place in the server's logs, so nothing says that it"
                        + " holds only what was committed");

        server.snapshots();
        assertThat(archive.backUp(server).baseStart()).isEqualTo(Zxid.of(2, 2));
        archive.assertRestores(server);
    }

    @Test
    void aTornSnapshotIsNotTaken() throws Exception {
        Path newest = server.snapshots();
        byte[] whole = Files.readAllBytes(newest);
        Files.write(newest, Arrays.copyOf(whole, whole.length / 2));

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 3));
        archive.assertRestores(server);
    }

    @Test
    void aRefusalSaysWhyEachSnapshotWasNotTaken() throws Exception {
        DiskServer.flip(server.snapshotFile(Zxid.of(1, 3)), 60);
        Files.write(server.snapshotFile(Zxid.of(1, 0)), new byte[0]);

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("there is no tape of this server to go on from")
                .hasMessageContaining("snapshot.100000003 is not whole: ")
                .hasMessageContaining("snapshot.100000000 is not whole: ");
    }

    @Test
    void aServerWithoutAnySnapshotIsRefused() throws Exception {
        Files.delete(server.snapshotFile(Zxid.of(1, 3)));
        Files.delete(server.snapshotFile(Zxid.of(1, 0)));

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("It has no snapshot at all.");
    }

    @Test
    void aCompressedSnapshotIsABase() throws Exception {
        for (SnapStream.StreamMode mode : SnapStream.StreamMode.values()) {
            Path other = directory.resolve(mode.name());
            DiskServer compressing = new DiskServer(other);
            compressing.elects(1).snapshots();
            compressing.commits(4).snapshotsAs(mode);
            Archive own = new Archive(new MemoryStore());

            assertThat(own.backUp(compressing.commits(2)).baseStart()).isEqualTo(Zxid.of(1, 4));
            own.assertRestores(compressing);
        }
    }

    @Test
    void aSnapshotTakenWhileTheTreeChangedRestoresExactly() throws Exception {
        server.beforeZnode = () -> {
            server.beforeZnode = () -> {};
            server.commits(2).changesAndDeletes("/n2").commits(1);
        };
        server.snapshots();

        Share share = archive.backUp(server.commits(2));

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 5));
        assertThat(share.baseEnd()).isEqualTo(Zxid.of(1, 10));
        archive.assertRestores(server);
    }

    @Test
    void aSnapshotWhoseWindowIsNotCommittedThroughIsNotTaken() throws Exception {
        server.beforeZnode = () -> {
            server.beforeZnode = () -> {};
            server.commits(4);
        };
        server.snapshots();
        server.vouches(Zxid.of(1, 7));

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 3));
        assertThat(share.through()).isEqualTo(Zxid.of(1, 7));
    }

    @Test
    void aSnapshotAtTheVeryEndIsNotTakenWhenTheLogHoldsMore() throws Exception {
        server.snapshots();
        server.logsUncommitted();

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 3));
        archive.assertRestores(server);
    }

    @Test
    void aLonelySnapshotAtTheEndOfABusyLogIsWaitedFor() throws Exception {
        DiskServer busy = new DiskServer(directory.resolve("busy"));
        busy.elects(1).misses(3).snapshots();
        busy.commits(1).vouches(Zxid.of(1, 3));
        busy.whileWaiting = () -> busy.vouches(Zxid.of(1, 4));

        assertThat(archive.backUp(busy).baseStart()).isEqualTo(Zxid.of(1, 3));
        archive.assertRestores(busy);
    }

    @Test
    void aWindowWithoutTrailersEndsWhereTheServerWasWhenTheSealHadBeenSeen() throws Exception {
        server.snapshotsWithoutTrailers();
        server.commits(4);
        answers(Zxid.of(1, 5), Zxid.of(1, 7), Zxid.of(1, 9));

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 5));
        assertThat(share.baseEnd()).isEqualTo(Zxid.of(1, 7));
        assertThat(share.through()).isEqualTo(Zxid.of(1, 9));
        archive.assertRestores(server);
    }

    @Test
    void whereSnapshotsFollowEachOtherFasterThanTriesOneThatWasAskedAboutIsTaken() throws Exception {
        server.version = "3.5.10";
        server.beforeAnswer = () -> server.commits(1);
        server.whileWaiting = () -> {
            server.snapshotsWithoutTrailers();
            server.commits(1);
        };
        server.snapshotsWithoutTrailers();
        server.commits(1);

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 5));
        assertThat(share.baseEnd()).isEqualTo(Zxid.of(1, 8));
        assertThat(server.snapshotFile(Zxid.of(1, 8))).exists();
        server.beforeAnswer = () -> {};
        archive.backUp(server);
        archive.assertRestores(server);
    }

    @Test
    void aSnapshotNamedForAnElectionIsABase() throws Exception {
        server.elects(2).snapshots();

        Share share = archive.backUp(server.commits(2));

        assertThat(share.baseStart()).isEqualTo(Zxid.of(2, 0));
        assertThat(share.baseEnd()).isEqualTo(Zxid.of(2, 0));
        archive.assertRestores(server);
    }

    @Test
    void aServerThatMayWriteHalfAMultiNeedsTheRecordOfItsSnapshot() throws Exception {
        DiskServer old = new DiskServer(directory.resolve("old"));
        old.elects(1).misses(3).snapshotsWithoutTrailers();
        for (String version : List.of("3.4.14", "3.5.4")) {
            old.version = version;
            old.commits(1);

            assertThatThrownBy(() -> archive.backUp(old))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("snapshot.100000003 has no place in the server's logs");
        }

        old.version = "3.5.5";
        assertThat(archive.backUp(old.commits(0)).replayAfter()).isEqualTo(Zxid.of(1, 3));
        archive.assertRestores(old);
    }

    /** Adds the snapshot that a would-be leader with one transaction more would have written. */
    private void addSnapshotOfTwin(int transactions) throws IOException {
        DiskServer twin = new DiskServer(directory.resolve("twin"));
        twin.elects(1).commits(transactions + 1);
        Files.copy(twin.snapshots(), server.snapshotFile(twin.last()));
    }

    private void answers(Zxid... zxids) {
        server.answers.clear();
        for (Zxid zxid : zxids) {
            server.answers.add(server.status(Mode.FOLLOWER, zxid));
        }
    }
}
