package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Share;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a backup stores: how records are cut into links, and when there is a new base. */
final class CapturePolicyTest {

    private final MemoryStore store = new MemoryStore();
    private final Archive archive = new Archive(store);

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServerWithALargeBase() throws IOException {
        store.setNow(Instant.parse("2026-11-22T03:00:00Z"));
        server = new DiskServer(directory);
        server.elects(1).commitsNoise(100_000).commits(1).snapshots();
        archive.backUp(server);
    }

    @Test
    void aBackupWithoutChangesStoresNothing() throws Exception {
        Share share = archive.backUp(server);

        assertThat(share.added()).isEmpty();
        archive.assertRestores(server);
    }

    @Test
    void aNewerSnapshotAloneMakesNoNewBase() throws Exception {
        server.commits(2).snapshots();

        assertThat(archive.backUp(server).baseStart()).isEqualTo(Zxid.of(1, 2));
    }

    @Test
    void aBaseOlderThanAWeekIsRenewed() throws Exception {
        server.commits(2).snapshots();
        store.advance(Duration.ofDays(7));
        assertThat(archive.backUp(server).baseStart()).isEqualTo(Zxid.of(1, 2));
        store.advance(Duration.ofSeconds(1));

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 4));
        assertThat(archive.count("/tape.json")).isEqualTo(1);
        archive.assertRestores(server);
    }

    @Test
    void anOldBaseStaysWhenThereIsNoNewerSnapshot() throws Exception {
        store.advance(Duration.ofDays(30));

        assertThat(archive.backUp(server.commits(2)).baseStart()).isEqualTo(Zxid.of(1, 2));
        assertThat(archive.count("/base/")).isEqualTo(1);
    }

    @Test
    void aBaseIsRenewedOnceTheLinksExceedHalfOfIt() throws Exception {
        server.commitsNoise(60_000).snapshots();
        server.commits(2);

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 3));
        archive.assertRestores(server);
    }

    @Test
    void aSnapshotThatIsNotOnTheTapeDoesNotRenewABase() throws Exception {
        store.advance(Duration.ofDays(30));
        server.elects(2).snapshotsWithoutTrailers();
        server.vouches(Zxid.of(1, 2));

        assertThat(archive.backUp(server).baseStart()).isEqualTo(Zxid.of(1, 2));
    }

    @Test
    void manyRecordsAreCutIntoLinksOfLimitedSize() throws Exception {
        for (int i = 0; i < 20; i++) {
            server.commitsNoise(900_000);
        }

        Share share = archive.backUp(server);

        // one small link from the first backup, then nine records in each
        assertThat(share.links()).isEqualTo(4);
        archive.assertRestores(server);
    }

    @Test
    void aRecordLargerThanALinkHasOneOfItsOwn() throws Exception {
        server.commits(1).commitsNoise(LinkPlan.MAX_BYTES + 1).commits(1);

        Manifest manifest = archive.manifestOf(server);

        assertThat(manifest.shares().get(0).share().links()).isEqualTo(4);
        Path target = Files.createDirectory(directory.resolve("target"));
        assertThat(archive.target(manifest, target).plan().hash()).isNotEmpty();
    }
}
