package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose directory an observer takes for its own, and what becomes of files of another history. */
final class ObserverFolderTest {

    private Instant now = Instant.parse("2026-11-22T03:00:00Z");

    @TempDir
    private Path parent;

    private Path root = Path.of("");

    @BeforeEach
    void nameIt() {
        root = parent.resolve("observer");
    }

    @Test
    void anAbsentDirectoryIsMadeForItsOwnerAlone() throws Exception {
        assertThat(folder("prod", "a", "b").prepare()).isEmpty();

        assertThat(Files.getPosixFilePermissions(root)).hasSize(3);
        assertThat(root.resolve("data/myid")).hasContent("100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version-2", "myid", "zoo.cfg"})
    void aServersOwnDirectoryIsRefused(String sign) throws Exception {
        Files.createDirectories(root);
        Files.writeString(root.resolve(sign), "1");

        assertThatThrownBy(() -> folder("prod", "a").prepare())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is a ZooKeeper server's own")
                .hasMessageContaining(sign);
        assertThat(root.toFile().list()).containsExactly(sign);
    }

    @Test
    void aDirectoryWithAnythingElseInItIsRefused() throws Exception {
        Files.createDirectories(root.resolve("holiday-pictures"));

        assertThatThrownBy(() -> folder("prod", "a").prepare())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is in use")
                .hasMessageContaining("holiday-pictures");
    }

    @Test
    void itsOwnFilesAreGoneOnWith() throws Exception {
        observed("prod", "a", "b");

        assertThat(folder("prod", "b", "c").prepare()).isEmpty();
        assertThat(root.resolve("data/version-2/snapshot.1")).exists();
    }

    @Test
    void filesOfAnotherClusterOrOfOtherServersAreSetAsideAndKept() throws Exception {
        observed("prod", "a", "b");

        assertThat(folder("test", "a", "b").prepare().orElseThrow()).contains("another cluster than test");
        assertThat(root.resolve("aside-20261122T030000Z/version-2/snapshot.1")).exists();
        assertThat(root.resolve("aside-20261122T030000Z/why")).content().contains("another cluster");
        assertThat(root.resolve("data/version-2")).doesNotExist();

        observed("test", "a", "b");
        now = now.plusSeconds(1);
        assertThat(folder("test", "c").prepare().orElseThrow()).contains("none of 'servers' is a part");
        assertThat(folder("test", "c").aside()).isEqualTo(2);
    }

    @Test
    void filesThatTheLastProcessFoundToBeForeignAreSetAsideOnce() throws Exception {
        observed("prod", "a");
        Files.writeString(root.resolve("verdict"), "aside\nits tree is not the leader's\n");

        assertThat(folder("prod", "a").prepare()).contains("its tree is not the leader's");
        assertThat(folder("prod", "a").prepare()).isEmpty();
        assertThat(folder("prod", "a").aside()).isEqualTo(1);
    }

    @Test
    void aRefusalOfTheLastProcessSetsNothingAside() throws Exception {
        observed("prod", "a");
        Files.writeString(root.resolve("verdict"), "refuse\nanother number\n");

        assertThat(folder("prod", "a").prepare()).isEmpty();
        assertThat(root.resolve("data/version-2/snapshot.1")).exists();
        assertThat(folder("prod", "a").verdict()).isEmpty();
    }

    @Test
    void moreThanThreeStatesAreNotSetAsideButAskedAbout() throws Exception {
        for (int i = 0; i < ObserverFolder.MOST_ASIDE; i++) {
            observed("prod-" + i, "a");
            now = now.plusSeconds(1);
            assertThat(folder("prod-" + (i + 1), "a").prepare()).isPresent();
        }
        observed("prod-3", "a");

        assertThatThrownBy(() -> folder("prod", "a").prepare())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("3 earlier states were set aside")
                .hasMessageContaining("remove what nobody needs");
        assertThat(root.resolve("data/version-2/snapshot.1")).exists();
    }

    @Test
    void aPromiseOfALaterEpochIsTakenBack() throws Exception {
        observed("prod", "a");
        Path files = root.resolve("data/version-2");
        Files.writeString(files.resolve("currentEpoch"), "4");
        Files.writeString(files.resolve("acceptedEpoch"), "7");

        folder("prod", "a").prepare();

        assertThat(files.resolve("acceptedEpoch")).hasContent("4");
        assertThat(files.resolve("currentEpoch")).hasContent("4");
    }

    @Test
    void aLockThatIsHeldIsSeen() throws Exception {
        ObserverFolder folder = folder("prod", "a");
        assertThat(folder.isTaken()).isFalse();
        folder.prepare();
        assertThat(folder.isTaken()).isFalse();

        try (FileChannel channel =
                        FileChannel.open(root.resolve("lock"), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(folder.isTaken()).isTrue();
        }
    }

    private void observed(String cluster, String... hosts) throws IOException {
        folder(cluster, hosts).prepare();
        Files.createDirectories(root.resolve("data/version-2"));
        Files.writeString(root.resolve("data/version-2/snapshot.1"), "a state");
    }

    private ObserverFolder folder(String cluster, String... hosts) {
        List<EnsembleServer> servers = Arrays.stream(hosts)
                .map(host -> new EnsembleServer(1, host, 2888, 3888, true))
                .toList();
        ObserverSettings settings = new ObserverSettings(
                cluster, servers, root, 100, 64, Duration.ofSeconds(1), Map.of(), Optional.empty());
        return new ObserverFolder(settings, Clock.fixed(now, ZoneOffset.UTC));
    }
}
