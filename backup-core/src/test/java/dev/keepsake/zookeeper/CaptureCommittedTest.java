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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server's answers vouch for. */
final class CaptureCommittedTest {

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
    void nothingBehindTheFirstAnswerIsArchived() throws Exception {
        server.logsUncommitted();

        Share share = archive.backUp(server);

        assertThat(share.through()).isEqualTo(Zxid.of(1, 5));
        archive.assertRestores(server);
    }

    @Test
    void aLaterAnswerDoesNotVouchForMore() throws Exception {
        server.commits(2);
        server.vouches(Zxid.of(1, 5)).answers.add(server.status(Mode.FOLLOWER, Zxid.of(1, 7)));

        assertThat(archive.backUp(server).through()).isEqualTo(Zxid.of(1, 5));
    }

    @Test
    void aServerThatChangedItsModeMeanwhileIsReadAgain() throws Exception {
        server.answers.add(server.status(Mode.LEADER, server.last()));

        Share share = archive.backUp(server);

        assertThat(share.facts()).containsEntry("mode", "leader");
        archive.assertRestores(server);
    }

    @Test
    void aServerThatKeepsChangingItsEpochIsRefused() throws Exception {
        Files.writeString(directory.resolve("version-2/currentEpoch"), "60");
        server.answers.clear();
        for (int epoch = 1; epoch < 60; epoch++) {
            server.answers.add(server.status(Mode.FOLLOWER, epoch == 1 ? server.last() : Zxid.of(epoch, 0)));
        }

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("kept changing its mode or epoch while it was read")
                .hasMessageContaining("run again when the ensemble is stable");
        assertThat(archive.count("/manifest/")).isZero();
    }

    @Test
    void aLogThatNeverHoldsWhatTheServerVouchesForIsRefused() {
        server.vouches(Zxid.of(1, 9));

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("says that 0x100000009 is committed, but its log ends at 0x100000005")
                .hasMessageContaining("do 'data-log-dir' and 'client' belong to the same server?");
    }

    /** Nothing says yet that what the leader sent was committed; but nobody's configuration is to blame. */
    @Test
    void aServerThatWasSentItsStateAndNothingSinceSaysSo() throws Exception {
        server.misses(3).snapshots();
        server.vouches(Zxid.of(1, 8));

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("says that 0x100000008 is committed")
                .hasMessageContaining("With the next transaction, such as a client that connects, it can be captured")
                .hasMessageNotContaining("data-log-dir");
        server.commits(1).vouches(Zxid.of(1, 9));
        assertThat(archive.backUp(server).through()).isEqualTo(Zxid.of(1, 9));
    }

    @Test
    void aServerIsWaitedForUntilItsOwnDiskHasWhatItCommitted() throws Exception {
        server.vouches(Zxid.of(1, 8));
        server.whileWaiting =
                () -> server.commits(server.last().counter() < 8 ? 1 : 0).vouches(Zxid.of(1, 8));

        assertThat(archive.backUp(server).through()).isEqualTo(Zxid.of(1, 8));
        archive.assertRestores(server);
    }

    @Test
    void aServerBehindItsOwnArchivedLogIsRefused() throws Exception {
        archive.backUp(server);
        server.vouches(Zxid.of(1, 3));

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has got to 0x100000003, but 0x100000005 is in its log")
                .hasMessageContaining("check 'client' and the data directories");
    }
}
