package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The observer's process itself, with nobody to observe. */
final class ObserverProcessIT {

    @TempDir
    private Path directory;

    @Test
    void oneThatReachesNobodySaysSoAndIsSharedAndEndsWithItsPipe() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ObserverSettings settings = new ObserverSettings(
                "prod",
                List.of(
                        new EnsembleServer(1, "127.0.0.1", 1, port, true),
                        new EnsembleServer(2, "127.0.0.1", 2, port, true)),
                directory.resolve("o"),
                100,
                128,
                Duration.ofSeconds(3),
                Map.of(),
                Optional.empty());
        ObserverFolder folder = new ObserverFolder(settings, Clock.systemUTC());
        try (Observer first = observer(settings, folder)) {
            assertThatThrownBy(first::sync)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("did not get through to the ensemble within 3 s")
                    .hasMessageContaining("no server of the ensemble can be reached")
                    .hasMessageContaining("127.0.0.1:" + port + " (Connection refused)");
            assertThat(folder.isTaken()).isTrue();
            assertThat(new ObserverContact(folder.socket(), Duration.ofSeconds(5))
                            .ask()
                            .phase())
                    .startsWith("LOOKING");

            try (Observer second = observer(settings, folder)) {
                second.keepUp();
            }
            assertThat(folder.isTaken()).isTrue();
        }
        assertThat(folder.isTaken()).isFalse();
    }

    @Test
    void oneThatEndsAtOnceIsNotStartedAgainAtOnce() throws Exception {
        ObserverSettings settings = new ObserverSettings(
                "prod",
                List.of(new EnsembleServer(1, "127.0.0.1", 1, 2, true)),
                directory.resolve("ends"),
                100,
                64,
                Duration.ofSeconds(3),
                Map.of(),
                Optional.empty());
        ObserverFolder folder = new ObserverFolder(settings, Clock.systemUTC());
        AtomicInteger started = new AtomicInteger();
        Observer.ObserverJars none = () -> {
            started.incrementAndGet();
            return new ServerJars(List.of(), Optional.empty());
        };
        try (Observer observer = new Observer(settings, folder, none, Pause.REAL)) {
            observer.keepUp();
            ProcessHandle.current()
                    .children()
                    .filter(child -> child.info()
                            .commandLine()
                            .orElse("")
                            .contains(folder.root().toString()))
                    .forEach(child -> child.onExit().join());

            observer.keepUp();
            observer.keepUp();

            assertThat(started).hasValue(1);
            assertThatThrownBy(observer::sync)
                    .as("who captures is not kept waiting")
                    .hasMessageContaining("the observer's process ended with 1");
            assertThat(started).hasValueGreaterThan(1);
        }
    }

    private static Observer observer(ObserverSettings settings, ObserverFolder folder) {
        List<Path> jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        return new Observer(settings, folder, () -> new ServerJars(jars, Optional.empty()), Pause.REAL);
    }
}
