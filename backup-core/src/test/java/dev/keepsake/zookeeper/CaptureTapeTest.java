package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Share;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that repeat themselves, break off, lack a part, or are another history's. */
final class CaptureTapeTest {

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
    void aRecordThatStandsTwiceIsArchivedOnce() throws Exception {
        server.append(server.newest());

        Share share = archive.backUp(server.commits(2));

        assertThat(share.through()).isEqualTo(Zxid.of(1, 7));
        archive.assertRestores(server);
    }

    @Test
    void aRecordBelowTheOneBeforeStopsTheCapture() throws Exception {
        LogRecord earlier = server.newest();
        server.commits(2).append(earlier);

        assertThatThrownBy(() -> archive.backUp(server.commits(1)))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("log.100000001 has 0x100000005 at offset")
                .hasMessageContaining("after 0x100000007: not a history that can be followed");
    }

    @Test
    void anotherRecordWithTheSameZxidStopsTheCapture() throws Exception {
        server.logsUncommitted();

        assertThatThrownBy(() -> archive.backUp(server.commits(1)))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("has 0x100000006 at offset")
                .hasMessageContaining("after 0x100000006");
    }

    @Test
    void aLogWhoseNameIsUsedAgainIsReadAnew() throws Exception {
        archive.backUp(server);
        server.rolls().logsUncommitted();
        Path torn = server.logs().get(1);
        cut(torn, Files.size(torn) - 7);
        archive.backUp(server);

        server.rolls();
        Share share = archive.backUp(server.commits(2));

        assertThat(share.through()).isEqualTo(Zxid.of(1, 7));
        assertThat(archive.count("/tape.json")).isEqualTo(1);
        archive.assertRestores(server);
    }

    @Test
    void aTornTailOfTheLastLogIsLeftOut() throws Exception {
        server.logsUncommitted();
        cut(server.logs().get(0), Files.size(server.logs().get(0)) - 3);

        Share share = archive.backUp(server);

        assertThat(share.through()).isEqualTo(Zxid.of(1, 5));
        archive.assertRestores(server);
    }

    @Test
    void damageBelowWhatIsCommittedIsRefused() throws Exception {
        DiskServer.flip(server.logs().get(0), 16 + recordLength() * 2 + 40);

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("0x100000005 is committed, but its log ends at 0x100000002")
                .hasMessageContaining("log.100000001")
                .hasMessageContaining("restore this server's log from its ensemble");
        assertThat(archive.count("zk/")).isZero();
    }

    @Test
    void damageInALogThatOthersFollowIsAGap() throws Exception {
        archive.backUp(server);
        server.commits(3);
        DiskServer.flip(server.logs().get(0), Files.size(server.logs().get(0)) - 20);
        server.rolls().commits(2);

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nothing proves that 0x100000009 follows 0x100000007")
                .hasMessageContaining("transactions in between are missing from the server's logs");

        server.snapshots();
        assertThat(archive.backUp(server).baseStart()).isEqualTo(Zxid.of(1, 10));
        assertThat(archive.newestTape()).contains("GAP", "0x100000009 follows 0x100000007");
        archive.assertRestores(server);
    }

    @Test
    void aMissingLogInTheMiddleIsAGap() throws Exception {
        archive.backUp(server);
        server.rolls().commits(2).rolls().commits(2).snapshots();
        Files.delete(server.logs().get(1));

        archive.backUp(server);

        assertThat(archive.newestTape()).contains("GAP", "0x100000008 follows 0x100000005");
        archive.assertRestores(server);
    }

    @Test
    void whatWasPurgedBeforeItWasCapturedIsAGap() throws Exception {
        archive.backUp(server);
        server.commits(2).snapshots();
        server.rolls().commits(2);
        Files.delete(server.logs().get(0));
        Files.delete(server.snapshotFile(Zxid.of(1, 0)));

        archive.backUp(server);

        assertThat(archive.newestTape()).contains("GAP", "logs begin at 0x100000008, after the archived 0x100000005");
        archive.assertRestores(server);
    }

    @Test
    void filesPurgedWhileTheyAreReadAreReadToTheirEnd() throws Exception {
        server.commits(2).snapshots();
        server.rolls().commits(2);
        Path log = server.logs().get(0);
        Path snapshot = server.snapshotFile(Zxid.of(1, 0));
        atTheSecondAnswer(() -> {
            Files.deleteIfExists(log);
            Files.deleteIfExists(snapshot);
        });

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 7));
        archive.assertRestores(server);
    }

    @Test
    void snapshotsThatKeepVanishingAreRefused() throws Exception {
        int[] made = {0};
        server.beforeAnswer = () -> {
            Path extra = server.snapshotFile(new Zxid(1 + made[0] / 2));
            if (made[0]++ % 2 == 0) {
                Files.write(extra, new byte[0]);
            } else {
                Files.delete(extra);
            }
        };

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("kept purging its snapshots while they were read");
    }

    @Test
    void anotherTransactionAtTheEndOfTheTapeIsAnotherHistory() throws Exception {
        archive.backUp(server);
        DiskServer other = other();
        other.commits(6).snapshots();

        archive.backUp(other);

        assertThat(archive.newestTape()).contains("RESTORED", "another transaction at 0x100000005");
        archive.assertRestores(other);
    }

    @Test
    void aServerThatWentBackIsAnotherHistory() throws Exception {
        archive.backUp(server);
        DiskServer other = other();
        other.commits(3);

        archive.backUp(other);

        assertThat(archive.newestTape())
                .contains("RESTORED", "has gone back to 0x100000003, before the archived 0x100000005");
        archive.assertRestores(other);
    }

    @Test
    void aServerThatWentBackAndOnIsAnotherHistory() throws Exception {
        archive.backUp(server);
        DiskServer other = other();
        other.commits(3).elects(2).commits(4);

        archive.backUp(other);

        assertThat(archive.newestTape()).contains("RESTORED", "0x100000005 is no longer in the server's log");
        archive.assertRestores(other);
    }

    @Test
    void aLogCutBetweenTwoReadingsIsNotArchived() throws Exception {
        atTheSecondAnswer(() -> {
            Path log = server.logs().get(0);
            cut(log, Math.min(Files.size(log), 16 + recordLength() * 3));
        });

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("0x100000005 is committed, but its log ends at 0x100000003");
        assertThat(archive.count("/link/")).isZero();
        assertThat(archive.count("/manifest/")).isZero();
    }

    @Test
    void logsInADirectoryOfTheirOwnAreFound() throws Exception {
        DiskServer split = new DiskServer(directory.resolve("data"), directory.resolve("logs"));
        split.elects(1).snapshots();
        split.commits(3);

        assertThat(archive.backUp(split).through()).isEqualTo(Zxid.of(1, 3));
        archive.assertRestores(split);
    }

    private void atTheSecondAnswer(DiskServer.Step step) {
        server.beforeAnswer = () -> {
            server.beforeAnswer = step;
        };
    }

    private DiskServer other() throws IOException {
        DiskServer other = new DiskServer(directory.resolve("other"));
        other.values = "other value of ";
        other.elects(1).snapshots();
        return other;
    }

    /** All five records have the same length. */
    private long recordLength() throws IOException {
        return 12L + server.newest().payload().length + 1;
    }

    private static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }
}
