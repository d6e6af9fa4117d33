package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Share;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved when some of the directories are damaged, or not what they seem. */
final class OfflineRescueTest {

    private final StoppedServers servers = new StoppedServers(new MemoryStore());

    @TempDir
    private Path directory;

    @Test
    void aServerThatWasRestoredAlreadyIsNotMixedWithTheOthers() throws Exception {
        ensembleOfThree();
        DiskServer restored = begun(1, 1003);
        DiskServer second = begun(2, 5).commits(10);
        DiskServer third = begun(3, 5).commits(10);

        assertThatThrownBy(() -> servers.backUp(restored, second, third))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("server 1 in ")
                .hasMessageContaining("server 2 in ")
                .hasMessageContaining("begins at 0x3eb00000000")
                .hasMessageContaining("only to 0x50000000a")
                .hasMessageContaining("leave the directory of server 1 in ");
        assertThat(servers.backUp(second, third).zxid()).isEqualTo(Zxid.of(5, 10));
    }

    @Test
    void aRestoredServerThatWentOnIsNotMixedEither() throws Exception {
        ensembleOfThree();
        DiskServer restored = begun(1, 1003).commits(3);
        Files.delete(restored.snapshotFile(Zxid.of(1003, 0)));
        restored.snapshots();
        DiskServer second = begun(2, 5).commits(10);

        assertThatThrownBy(() -> servers.backUp(second, restored))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("begins at 0x3eb00000001");
    }

    @Test
    void anEnsembleThatWasRestoredTogetherIsOneHistory() throws Exception {
        ensembleOfThree();
        DiskServer first = begun(1, 1003).commits(2);
        DiskServer second = begun(2, 1003).commits(2);

        Manifest manifest = servers.backUp(first, second);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(1003, 2));
        assertThat(remarks(manifest)).doesNotContain("not known to be of one history");
    }

    @Test
    void aServerWhoseEndLiesBelowEverythingThatIsStoredIsNamed() throws Exception {
        ensembleOfThree();
        DiskServer first = begun(1, 4).commits(5);
        DiskServer second = begun(2, 4).commits(5);
        DiskServer stale = begun(3, 1).commits(5);

        Manifest manifest = servers.backUp(first, second, stale);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(4, 5));
        assertThat(remarks(manifest))
                .contains("server 3 in ", "ends at 0x100000005", "begins at 0x400000000", "keep a copy");
    }

    @Test
    void aLogThatStepsBackIsTakenUpToThereAndRefusesNobodyElse() throws Exception {
        ensembleOfThree();
        DiskServer first = begun(1, 1).commits(5);
        DiskServer second = begun(2, 1).commits(5);
        DiskServer mixed = begun(3, 1).commits(2);
        LogRecord earlier = mixed.newest();
        mixed.commits(3).append(earlier);

        Manifest manifest = servers.backUp(mixed, first, second);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(remarks(manifest))
                .contains("the log of server 3 in ", "0x100000002 at offset", "after 0x100000005")
                .doesNotContain("purged");
        servers.assertRestores(manifest, first);
    }

    @Test
    void aLogThatStepsBackAgreesWithNobody() throws Exception {
        ensembleOfThree();
        DiskServer first = begun(1, 1).commits(5);
        DiskServer mixed = begun(3, 1).commits(2);
        LogRecord earlier = mixed.newest();
        mixed.commits(3).append(earlier);

        Manifest manifest = servers.backUp(first, mixed);

        assertThat(manifest.zxid()).isLessThan(Zxid.of(1, 1));
        assertThat(servers.hash(manifest, true)).isEqualTo(StoppedServers.hashOf(first.tree, first));
    }

    @Test
    void aServerWhoseEpochCannotBeReadDoesNotVote() throws Exception {
        ensembleOfThree();
        DiskServer first = begun(1, 1).commits(5);
        DiskServer second = begun(2, 1).commits(5);
        DiskServer emptied = begun(3, 1).commits(5);
        Files.writeString(emptied.dataDir.resolve("version-2/currentEpoch"), "");

        Manifest two = servers.backUp(first, emptied);
        Manifest all = servers.backUp(first, second, emptied);

        assertThat(all.zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(remarks(all))
                .contains(
                        emptied.dataDir + " does not count as one that agrees", "currentEpoch does not hold an epoch");
        assertThat(two.zxid()).isLessThan(Zxid.of(1, 1));
    }

    @Test
    void aDamagedEpochIsNoSignOfAStandaloneServer() throws Exception {
        DiskServer server = new DiskServer(directory);
        server.snapshots();
        server.commits(3);
        Files.writeString(directory.resolve("version-2/acceptedEpoch"), "\0\0");

        assertThat(share(servers.backUp(server)).facts()).containsEntry("mode", "stopped-member");
    }

    /** A leader that has nothing in memory to send sends a snapshot named below what the server holds too much. */
    @Test
    void ofTwoRecordsBeforeOneElectionOnlyTheLowerIsProven() throws Exception {
        ensembleOfThree();
        DiskServer dirty = begun(1, 1);
        DiskServer leader = begun(2, 1);
        dirty.digests = false;
        leader.digests = false;
        dirty.commits(5).snapshots();
        dirty.logsUncommitted();
        dirty.elects(3).commits(2);
        leader.commits(5).elects(3).commits(2);

        Manifest manifest = servers.backUp(dirty, leader);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(3, 2));
        servers.assertRestores(manifest, leader);
    }

    @Test
    void whatTheSearchForRunningServersCannotSeeIsSaid() throws Exception {
        ensembleOfThree();
        DiskServer first = begun(1, 1).commits(5);

        Manifest manifest = servers.unableToSee("other users' processes").backUp(first);

        assertThat(share(manifest).remarks()).contains("other users' processes");
    }

    private void ensembleOfThree() throws IOException {
        Files.writeString(directory.resolve("zoo.cfg"), "server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n");
    }

    private DiskServer begun(int id, long epoch) throws IOException {
        DiskServer server = new DiskServer(directory.resolve("server-" + id));
        Files.writeString(server.dataDir.resolve("myid"), Integer.toString(id));
        server.elects(epoch).snapshots();
        return server;
    }

    private static String remarks(Manifest manifest) {
        return String.join("\n", share(manifest).remarks());
    }

    private static Share share(Manifest manifest) {
        return manifest.shares().get(0).share();
    }
}
