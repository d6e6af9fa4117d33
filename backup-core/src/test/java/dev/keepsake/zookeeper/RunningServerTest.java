package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningServerTest {

    private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

    private final List<Process> children = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void endsChildren() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessWithAnOpenFileInTheDirectoryUsesIt() throws IOException {
        Path log = Files.createDirectories(directory.resolve("data/version-2")).resolve("log.1");
        Process child = start(directory, "exec 3>>\"$1\"; echo ready; read end", "sh", log.toString());

        assertThat(RunningServer.using(directory.resolve("data")))
                .hasValueSatisfying(words -> assertThat(words).startsWith("process " + child.pid() + " ("));
        assertThat(RunningServer.using(Files.createDirectory(directory.resolve("dat"))))
                .as("a name that begins the same is another directory")
                .isEmpty();
    }

    @Test
    void theDirectoryIsFoundThroughALinkToIt() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        start(
                directory,
                "exec 3>>\"$1\"; echo ready; read end",
                "sh",
                data.resolve("file").toString());

        assertThat(RunningServer.using(Files.createSymbolicLink(directory.resolve("link"), data)))
                .isPresent();
    }

    @Test
    void aShellThatStandsInTheDirectoryDoesNotUseIt() throws IOException {
        start(directory, "echo ready; read end");

        assertThat(RunningServer.using(directory)).isEmpty();
    }

    @Test
    void ownOpenFilesAreNoServer() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        try (InputStream in = Files.newInputStream(file)) {
            assertThat(in.read()).isNegative();
            assertThat(RunningServer.using(directory)).isEmpty();
        }
    }

    @Test
    void aServerThatHasWrittenNothingYetIsFoundByItsConfiguration() throws IOException {
        for (String line : List.of("dataDir=%s", "dataLogDir=%s", " dataDir : %s ")) {
            Path data = Files.createDirectories(directory.resolve("d" + children.size()));
            Path config = directory.resolve("zoo" + children.size() + ".cfg");
            Files.writeString(config, "tickTime=2000\n" + String.format(line, data) + "\nclientPort=2181\n");

            Process child = start(Path.of("/"), "echo ready; read end", MAIN, config.toString());

            assertThat(RunningServer.using(data)).as(line).hasValue("process " + child.pid() + " (" + MAIN + ")");
        }
        assertThat(RunningServer.using(directory)).isEmpty();
    }

    @Test
    void relativePathsAreThoseOfTheServersProcess() throws IOException {
        Path data = Files.createDirectories(directory.resolve("home/data"));
        Files.createDirectories(directory.resolve("home/conf"));
        Files.writeString(directory.resolve("home/conf/zoo.cfg"), "dataDir=data\n");

        start(directory.resolve("home"), "echo ready; read end", MAIN, "conf/zoo.cfg");

        assertThat(RunningServer.using(data)).isPresent();
    }

    @Test
    void aServerStartedWithItsDirectoryIsFound() throws IOException {
        start(directory, "echo ready; read end", MAIN, "2181", directory.toString());

        assertThat(RunningServer.using(directory)).isPresent();
    }

    @Test
    void anEditorOfTheConfigurationIsNoServer() throws IOException {
        Path config = directory.resolve("zoo.cfg");
        Files.writeString(config, "dataDir=" + directory + "\n");

        start(Path.of("/"), "echo ready; read end", "vi", config.toString());

        assertThat(RunningServer.using(directory)).isEmpty();
    }

    @Test
    void aRestoreOntoARunningServerIsRefused() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Process child = start(directory, "echo ready; read end", MAIN, "2181", data.toString());

        assertThatThrownBy(() -> Seedings.sent(Seedings.tree("a"), Seedings.options(data)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a running server uses " + data + ": process " + child.pid())
                .hasMessageContaining("stop every server of the ensemble");
        assertThat(data).isEmptyDirectory();
    }

    private Process start(Path workingPlace, String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script));
        command.addAll(List.of(arguments));
        Process child =
                new ProcessBuilder(command).directory(workingPlace.toFile()).start();
        children.add(child);
        assertThat(child.inputReader().readLine()).isEqualTo("ready");
        return child;
    }
}
