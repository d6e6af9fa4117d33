package dev.keepsake.checkup.preflight;

import static dev.keepsake.checkup.preflight.EnsembleChecksTest.against;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.checkup.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskChecksTest {

    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void twoSnapshotsAndFourLogsMustHaveRoom() throws IOException {
        Path version = Files.createDirectories(directory.resolve("version-2"));
        Files.write(version.resolve("snapshot.10"), new byte[1 << 20]);
        Files.write(version.resolve("snapshot.20"), new byte[10]);
        Files.write(version.resolve("log.1"), new byte[10]);

        ServerDisk disk = ServerDisk.of("zk", directory, directory);

        assertThat(disk.trouble()).isEmpty();
        assertThat(disk.snapshots()).isEqualTo(2);
        assertThat(disk.logs()).isEqualTo(1);
        assertThat(disk.places()).hasSize(1);
        assertThat(disk.places().get(0).needed()).isEqualTo((2 + 4 * 64) * MEBIBYTE);
    }

    @Test
    void aDiskWithoutThatRoomIsNamed() {
        List<ServerDisk.Place> places = List.of(
                new ServerDisk.Place("/zk/data", 2 * MEBIBYTE, 2 * MEBIBYTE),
                new ServerDisk.Place("/zk/log", 255 * MEBIBYTE, 256 * MEBIBYTE));
        ServerDisk disk = new ServerDisk("zk", Path.of("/zk/data"), 1, MEBIBYTE, 1, places, Optional.empty());

        assertThat(against(DiskChecks.of(disk))).containsExactly("zk.disk-room zk");
        assertThat(DiskChecks.of(disk).get(1).seen()).isEqualTo("255 MiB free in /zk/log");
    }

    @Test
    void directoriesThatCannotBeSeenAreNotTakenForGood() {
        ServerDisk disk = ServerDisk.of("zk", directory.resolve("absent"), directory);

        assertThat(DiskChecks.of(disk)).hasSize(1).allMatch(finding -> finding.standing() == Standing.UNKNOWN);
    }
}
