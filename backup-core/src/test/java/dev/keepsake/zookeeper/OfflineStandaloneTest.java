package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Share;
import dev.keepsake.testkit.MemoryStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stopped server that stood alone: its whole log is committed. */
final class OfflineStandaloneTest {

    private final StoppedServers servers = new StoppedServers(new MemoryStore());

    @TempDir
    private Path directory;

    @Test
    void itsWholeLogIsCommitted() throws Exception {
        DiskServer server = standalone().commits(4);

        Manifest manifest = servers.backUp(server);

        Share share = manifest.shares().get(0).share();
        assertThat(share.through()).isEqualTo(new Zxid(4));
        assertThat(share.facts()).containsEntry("mode", "standalone").doesNotContainKey("newer-commits");
        assertThat(share.unproven()).isNull();
        assertThat(manifest.complete()).isTrue();
        servers.assertRestores(manifest, server);
    }

    @Test
    void aTornLastRecordIsLeftOutAndSaid() throws Exception {
        DiskServer server = standalone().commits(2);
        server.appendBytes(new byte[] {0, 0, 0, 0, 1, 2, 3});

        Share share = servers.backUp(server).shares().get(0).share();

        assertThat(share.through()).isEqualTo(new Zxid(2));
        assertThat(share.remarks()).singleElement().asString().contains("ends in damage", "up to 0x2");
    }

    @Test
    void theLackOfAZooCfgDoesNotMakeAMemberStandAlone() throws Exception {
        DiskServer server = new DiskServer(directory);
        server.elects(3).snapshots();
        server.commits(2);

        Share share = servers.backUp(server).shares().get(0).share();

        assertThat(share.facts()).containsEntry("mode", "stopped-member").containsEntry("ensemble-size", "unknown");
        assertThat(share.end(false)).isLessThan(Zxid.of(3, 1));
        assertThat(share.end(true)).isEqualTo(Zxid.of(3, 2));
    }

    @Test
    void aMembersIncompleteCopyDoesNotStandAlone() throws Exception {
        DiskServer server = new DiskServer(directory);
        server.elects(3).snapshots();
        server.commits(2);
        Files.delete(directory.resolve("version-2/currentEpoch"));
        Files.delete(directory.resolve("version-2/acceptedEpoch"));

        Share share = servers.backUp(server).shares().get(0).share();

        assertThat(share.facts()).containsEntry("mode", "stopped-member");
        assertThat(share.end(false)).isLessThan(Zxid.of(3, 1));
    }

    @Test
    void aPersonMaySayThatARestoredServerStoodAlone() throws Exception {
        DiskServer server = new DiskServer(directory);
        server.elects(3).snapshots();
        server.commits(2);

        Manifest manifest = servers.ofSize(1).backUp(server);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(3, 2));
        assertThat(manifest.complete()).isTrue();
        servers.assertRestores(manifest, server);
    }

    @Test
    void aZooCfgWithSeveralServersMakesItAMember() throws Exception {
        DiskServer server = standalone().commits(4);
        Files.writeString(directory.resolve("zoo.cfg"), "server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n");

        Share share = servers.backUp(server).shares().get(0).share();

        assertThat(share.facts())
                .containsEntry("mode", "stopped-member")
                .containsEntry("servers-not-seen", "1,2,3")
                .containsEntry("newer-commits", "possible");
        assertThatThrownBy(() -> servers.ofSize(1).backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--ensemble-size 1 is less than the servers that the files know (1, 2, 3)");
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
            assertThatThrownBy(() -> servers.backUp(server))
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
}
