package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which stopped servers can be captured. */
final class StoppedServerTest {

    @TempDir
    private Path directory;

    @Test
    void aStandaloneServersWholeLogIsCommitted() throws Exception {
        standalone().commits(4);

        ServerStatus status = stopped().ask();

        assertThat(status.mode()).isEqualTo(ServerStatus.Mode.STANDALONE);
        assertThat(status.zxid()).isEqualTo(new Zxid(4));
        assertThat(status.atLeast(3, 4)).isFalse();
    }

    @Test
    void aSnapshotNewerThanTheLogCounts() throws Exception {
        DiskServer server = standalone();
        server.commits(2).misses(3).snapshots();

        assertThat(stopped().ask().zxid()).isEqualTo(new Zxid(5));
    }

    @Test
    void aTornLastRecordIsNotCounted() throws Exception {
        DiskServer server = standalone().commits(2);
        server.appendBytes(new byte[] {0, 0, 0, 0, 1, 2, 3});

        assertThat(stopped().ask().zxid()).isEqualTo(new Zxid(2));
    }

    @Test
    void aMemberOfAnEnsembleIsRefused() throws Exception {
        new DiskServer(directory).elects(3).commits(2);

        assertThatThrownBy(() -> stopped().ask())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("are those of one member of an ensemble")
                .hasMessageContaining("cannot say which of its last transactions were committed")
                .hasMessageContaining("Start the ensemble and capture it without --offline");
    }

    @Test
    void aRunningServerIsRefused() throws Exception {
        DiskServer server = standalone().commits(2);

        Process other = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec 3<\"$0\"; echo open; read end",
                        server.logs().get(0).toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("open");
            assertThatThrownBy(() -> stopped().ask())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("--offline is for stopped servers, but " + directory + " is in use: process ")
                    .hasMessageContaining("capture it without --offline, or stop it");
        } finally {
            other.destroy();
        }
    }

    private DiskServer standalone() throws IOException {
        DiskServer server = new DiskServer(directory);
        server.snapshots();
        return server;
    }

    private StoppedServer stopped() {
        return new StoppedServer(new ServerDirectories(directory, directory));
    }
}
