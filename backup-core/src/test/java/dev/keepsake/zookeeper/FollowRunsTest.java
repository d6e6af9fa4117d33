package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tape that is followed is rolled up as it grows. */
final class FollowRunsTest {

    private final MemoryStore store = new MemoryStore();
    private final Archive archive = new Archive(store);

    @TempDir
    private Path directory;

    @Test
    void linksOfAnHourBecomeARunAndBackupsTakeIt() throws Exception {
        DiskServer server = new DiskServer(directory);
        server.elects(1).snapshots();
        Followed followed = new Followed(server, store);
        for (int i = 0; i < 30; i++) {
            server.commits(1);
            followed.turn();
        }
        assertThat(archive.count("/run/")).isZero();

        server.commits(1);
        followed.passes(Duration.ofHours(1)).turn();

        assertThat(archive.count("/run/")).isEqualTo(1);
        assertThat(archive.count("/link/")).isEqualTo(31);
        Manifest backup = archive.manifestOf(server.commits(1));
        Share share = backup.shares().get(0).share();
        assertThat(share.links()).as("a run and a link").isEqualTo(2);
        followed.looksAgain();
        server.commits(1);
        assertThat(followed.turn().through()).isEqualTo(server.last());
        for (StoredObject link : archive.objects("/link/").subList(0, 31)) {
            archive.lose(link);
        }
        assertThat(VerifyTest.bad(archive.verify(backup.id(), Proof.Level.PROOF)))
                .isEmpty();
        archive.manifestOf(server.commits(1));
        archive.assertRestores(server);
        assertThat(archive.count("/tape.json")).isEqualTo(1);
    }
}
