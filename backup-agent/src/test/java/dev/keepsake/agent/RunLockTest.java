package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {

    @TempDir
    private Path directory;

    @Test
    void aSecondRunIsRefusedWhileTheFirstIsUnderWay() throws IOException {
        RunLock.during(directory, "prod", "one", () -> {
            assertThatThrownBy(() -> RunLock.during(directory, "prod", "one", () -> "second"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("another run of this agent is under way")
                    .hasMessageContaining(directory.resolve("prod.one.lock").toString());
            return "first";
        });
        assertThat(RunLock.<String>during(directory, "prod", "one", () -> "third"))
                .isEqualTo("third");
    }

    @Test
    void theLockIsLetGoAfterAFailure() throws IOException {
        assertThatThrownBy(() -> RunLock.during(directory, "prod", "one", () -> {
                    throw new IOException("failed");
                }))
                .hasMessage("failed");
        assertThat(RunLock.<String>during(directory, "prod", "one", () -> "next"))
                .isEqualTo("next");
    }

    @Test
    void anotherNodeOrClusterIsNotKeptAway() throws IOException {
        String done = RunLock.during(
                directory,
                "prod",
                "one",
                () -> RunLock.during(
                        directory, "prod", "two", () -> RunLock.during(directory, "test", "one", () -> "all")));

        assertThat(done).isEqualTo("all");
    }

    @Test
    void theStateDirectoryIsMadeForItsOwnerAlone() throws IOException {
        Path state = directory.resolve("var/lib/keepsake");

        RunLock.during(state, "prod", "one", () -> "done");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> RunLock.during(file, "prod", "one", () -> "done"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("state-dir");
    }
}
