package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.RestorePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedFilesTest {

    @TempDir
    private Path directory;

    @Test
    void filesBelongToWhomTheDirectoryBelongsTo() throws IOException {
        Path data = directoryOf("data", 12345, 23456, "rwxr-x---");

        Seedings.seed(Seedings.tree("a"), Seedings.options(data));

        assertOwned(data.resolve("version-2"), 12345, 23456, "rwxr-x---");
        for (String name : List.of("snapshot.3e900000000", "snapshot.3e8ffffffff", "acceptedEpoch", "currentEpoch")) {
            assertOwned(data.resolve("version-2").resolve(name), 12345, 23456, "rw-r-----");
        }
    }

    @Test
    void aMissingDirectoryIsMadeForTheOwnerOfTheOneAboveIt() throws IOException {
        Path above = directoryOf("above", 12345, 23456, "rwxr-xr-x");

        RestorePlan plan = Seedings.seed(Seedings.tree("a"), Seedings.options(above.resolve("one/two")));

        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("one/two does not exist and will be made"));
        assertOwned(above.resolve("one"), 12345, 23456, "rwxr-xr-x");
        assertOwned(above.resolve("one/two"), 12345, 23456, "rwxr-xr-x");
        assertOwned(above.resolve("one/two/version-2/currentEpoch"), 12345, 23456, "rw-r--r--");
    }

    @Test
    void aSeparateLogDirectoryGetsItsFolderAndNoFiles() throws IOException {
        Path data = directoryOf("data", 12345, 23456, "rwxr-xr-x");
        Path logs = directoryOf("logs", 12345, 34567, "rwxr-x---");

        Seedings.seed(Seedings.tree("a"), Seedings.options(data, logs));

        assertThat(Seedings.content(logs)).containsExactly("version-2");
        assertOwned(logs.resolve("version-2"), 12345, 34567, "rwxr-x---");
        assertThat(Seedings.content(data)).hasSize(5);
    }

    @Test
    void whatAKilledRunLeftIsRemoved() throws IOException {
        Path left = Files.createDirectory(directory.resolve(".keepsake-restore-4711"));
        Files.writeString(left.resolve("snapshot.3e900000000"), "half");
        Files.createFile(directory.resolve(".keepsake-restore-4712"));

        Seedings.seed(Seedings.tree("a"), Seedings.options(directory));

        assertThat(Seedings.content(directory)).hasSize(5).noneMatch(name -> name.startsWith(".keepsake-restore-"));
    }

    @Test
    void aFullDiskLeavesTheTargetBlank() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(directory, 64)) {
            Path data = Files.createDirectory(disk.path().resolve("data"));
            SeedTarget target = Seedings.sent(Seedings.tree("a"), Seedings.options(data));
            RestorePlan plan = target.plan();
            disk.fill();

            assertThatThrownBy(() -> target.apply(plan))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("could not be written below " + data)
                    .hasMessageContaining("space")
                    .hasMessageContaining("blank again");

            assertThat(Seedings.content(data)).isEmpty();
        }
    }

    @Test
    void aServerThatAppearedMeanwhileIsNotOverwritten() throws IOException {
        SeedTarget target = Seedings.sent(Seedings.tree("a"), Seedings.options(directory));
        RestorePlan plan = target.plan();
        Path log = Files.createDirectory(directory.resolve("version-2")).resolve("log.1");
        Files.createFile(log);

        assertThatThrownBy(() -> target.apply(plan)).isInstanceOf(RefusedException.class);

        assertThat(Seedings.content(directory)).containsExactly("version-2", "version-2/log.1");
    }

    private Path directoryOf(String name, int owner, int group, String mode) throws IOException {
        Path path = Files.createDirectory(directory.resolve(name));
        assumeTrue((int) Files.getAttribute(path, "unix:uid") == 0, "only root can give files away");
        Files.setAttribute(path, "unix:uid", owner);
        Files.setAttribute(path, "unix:gid", group);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        return path;
    }

    private static void assertOwned(Path path, int owner, int group, String mode) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,gid");
        assertThat(attributes).as(path.toString()).containsEntry("uid", owner).containsEntry("gid", group);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo(mode);
    }
}
