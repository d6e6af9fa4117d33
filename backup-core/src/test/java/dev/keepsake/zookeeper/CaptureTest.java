package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Share;
import dev.keepsake.testkit.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a capture takes from a server's files, and what it leaves. */
final class CaptureTest {

    private final Archive archive = new Archive(new MemoryStore());

    @TempDir
    private Path directory;

    @Test
    void aFirstBackupHoldsTheNewestSnapshotAndEverythingBehindIt() throws Exception {
        DiskServer server = new DiskServer(directory);
        server.elects(1).snapshots();
        server.commits(5).snapshots();
        server.commits(5);

        Share share = archive.backUp(server);

        assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 5));
        assertThat(share.through()).isEqualTo(Zxid.of(1, 10));
        archive.assertRestores(server);
    }

    @Test
    void theNextBackupStoresOnlyWhatIsNew() throws Exception {
        DiskServer server = new DiskServer(directory);
        server.elects(1).snapshots();
        archive.backUp(server.commits(5));

        Share share = archive.backUp(server.commits(3));

        assertThat(share.added()).hasSize(1);
        assertThat(share.links()).isEqualTo(2);
        archive.assertRestores(server);
    }
}
