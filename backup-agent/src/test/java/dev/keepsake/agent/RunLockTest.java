package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {

    @TempDir
    private Path directory;

    @Test
    void aSecondRunIsRefusedWhileTheFirstIsUnderWay() throws IOException {
        Duration[] waited = {Duration.ZERO};
        RunLock.during(directory, "prod", "one", () -> {
            assertThatThrownBy(() -> RunLock.during(
                            directory, "prod", "one", time -> waited[0] = waited[0].plus(time), () -> "second"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("another run of this agent is under way")
                    .hasMessageContaining(directory.resolve("prod.one.lock").toString());
            return "first";
        });
        assertThat(waited[0]).as("longer than the turn of a follower").isEqualTo(Duration.ofSeconds(10));
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
    void lookingWhetherItIsHeldMakesNothing() throws IOException {
        Path state = directory.resolve("none/yet");
        RunLock lock = RunLock.ofDaemon(state, "prod", "one");

        assertThat(lock.holder()).isEqualTo(RunLock.Holder.NOBODY);
        assertThat(state.getParent()).doesNotExist();
        Files.createDirectories(state);
        assertThat(lock.holder()).isEqualTo(RunLock.Holder.NOBODY);
        assertThat(state).isEmptyDirectory();

        lock.tryDuring(() -> {
            assertThat(lock.holder()).isEqualTo(RunLock.Holder.SOMEBODY);
            return "held";
        });
        assertThat(lock.holder()).isEqualTo(RunLock.Holder.NOBODY);
        Files.delete(lock.file());
        Files.createDirectory(lock.file());
        assertThat(lock.holder()).isEqualTo(RunLock.Holder.UNKNOWN);
    }

    @Test
    void somebodyWhoOnlyLooksDoesNotKeepADaemonFromItsStart() throws IOException {
        RunLock lock = RunLock.ofDaemon(directory, "prod", "one");
        Duration[] waited = {Duration.ZERO};
        try (FileChannel looking = FileChannel.open(lock.file(), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            FileLock held = looking.lock();
            Pause untilItLooked = time -> {
                waited[0] = waited[0].plus(time);
                held.release();
            };

            assertThat(lock.<String>tryDuring(untilItLooked, () -> "started")).contains("started");
        }
        assertThat(waited[0]).isPositive();
    }

    @Test
    void somebodyWhoKeepsItIsWaitedForASecondOnly() throws IOException {
        RunLock lock = RunLock.ofDaemon(directory, "prod", "one");
        Duration[] waited = {Duration.ZERO};

        lock.tryDuring(() -> {
            assertThat(lock.<String>tryDuring(time -> waited[0] = waited[0].plus(time), () -> "second"))
                    .isEmpty();
            return "first";
        });

        assertThat(waited[0]).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> RunLock.during(file, "prod", "one", () -> "done"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("state-dir");
    }

    @Test
    void aLinkInThePlaceOfTheLockIsNotFollowed() throws IOException {
        Path other = Files.createFile(directory.resolve("of-somebody-else"));
        Files.createSymbolicLink(directory.resolve("prod.one.lock"), other);

        assertThatThrownBy(() -> RunLock.during(directory, "prod", "one", () -> "done"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the agent cannot keep its lock in " + directory);
    }
}
