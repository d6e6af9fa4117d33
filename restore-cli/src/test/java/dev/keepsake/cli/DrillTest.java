package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a drill refuses, and that nothing of it stays behind; the drills themselves are in the tests on real servers. */
class DrillTest {

    private static final String ID = "20261122T030000Z";

    @TempDir
    private Path directory;

    private SampleArchive archive;

    @BeforeEach
    void aBackup() throws IOException {
        archive = new SampleArchive(directory);
        archive.server.creates(5);
        archive.backUp(ID, null);
    }

    @Test
    void withoutAServerTheWayOutIsNamed() {
        Run own = archive.run("drill");
        Run named = archive.run("drill", ID, "--zookeeper-home", archive.place().toString());

        assertThat(own.code()).isEqualTo(4);
        assertThat(own.err()).contains("has no ZooKeeper server of its own", "--zookeeper-home");
        assertThat(named.code()).isEqualTo(4);
        assertThat(named.err()).contains("there is no ZooKeeper server in " + archive.place());
        assertThat(archive.place().resolve("prod/verify")).doesNotExist();
    }

    @Test
    void aServerThatDoesNotComeUpIsAFailureWithItsLastWords() throws IOException {
        Path home = Files.createDirectories(directory.resolve("home"));
        Files.createFile(home.resolve("zookeeper-3.9.5.jar"));
        Path work = Files.createDirectories(directory.resolve("work"));

        Run run = archive.run("drill", "--zookeeper-home", home.toString(), "--work-dir", work.toString());

        assertThat(run.code()).as(run.err()).isEqualTo(9);
        assertThat(run.out())
                .contains("FAIL  ZooKeeper 3.9.5: the server did not come up", "it ended with 1; it said: ")
                .contains("FAILED: backup " + ID);
        assertThat(work).isEmptyDirectory();
        assertThat(archive.run("list").out()).contains("FAILED");
    }

    @Test
    void aPlaceThatIsNotThereIsRefused() throws IOException {
        Path home = Files.createDirectories(directory.resolve("home"));
        Files.createFile(home.resolve("zookeeper-3.9.5.jar"));

        Run run = archive.run("drill", "--zookeeper-home", home.toString(), "--work-dir", directory + "/none");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains(directory + "/none", "--work-dir");
    }
}
