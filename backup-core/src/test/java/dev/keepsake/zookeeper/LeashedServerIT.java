package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Pause;
import dev.keepsake.testkit.ServerOnDisk;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drill's server, a real one, and who may outlive whom. */
final class LeashedServerIT {

    @TempDir
    private Path directory;

    @Test
    void aServerWhoseStarterIsGoneEnds() throws Exception {
        ServerOnDisk disk = new ServerOnDisk(directory.resolve("data"));
        disk.creates(3);
        Path folder = Files.createDirectory(directory.resolve("server"));
        List<Path> jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        try (DrillServer server =
                DrillServer.start(new ServerJars(jars, Optional.empty()), folder, directory.resolve("data"))) {
            ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
            server.connect(Duration.ofSeconds(30), Pause.REAL).orElseThrow().close();
            assertThat(process.isAlive()).isTrue();

            // what the system does with the pipes of a process that is killed
            server.letGo();

            process.onExit().get(10, TimeUnit.SECONDS);
            assertThat(server.isAlive()).isFalse();
        }
    }
}
