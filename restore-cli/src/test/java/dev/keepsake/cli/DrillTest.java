package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a drill refuses, and that nothing of it stays behind; the drills themselves are in the tests on real servers. */
class DrillTest {

    private static final String ID = "20261122T030000Z";

    @TempDir
    private Path directory;

    private SampleArchive archive;
    private Path work;

    @BeforeEach
    void aBackup() throws IOException {
        work = directory.resolve("work");
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
    void aServerThatDoesNotServeWhatWasRestoredIsAFailureWithItsLastWords() throws IOException {
        Path home = installed("refuses 1 Unable to load database on disk");

        Run run = drill(home);

        assertThat(run.code()).as(run.err()).isEqualTo(9);
        assertThat(run.out())
                .contains(
                        "FAIL  ZooKeeper 3.9.5: the server does not serve what was restored: it ended with 1; it said: ")
                .contains("Unable to load database on disk", "FAILED: backup " + ID);
        assertThat(work).isEmptyDirectory();
        assertThat(archive.run("list").out()).contains("FAILED");
    }

    @Test
    void jarsThatMakeNoServerAreNoFaultOfTheBackup() throws IOException {
        Path home = Files.createDirectories(directory.resolve("home"));
        Files.createFile(home.resolve("zookeeper-3.9.5.jar"));

        assertOfTheMachine(drill(home), "does not come up on an empty directory either", "it ended with 1; it said: ");
    }

    @Test
    void aFullDiskIsNoFaultOfTheBackup() throws IOException {
        assertOfTheMachine(
                drill(installed("ends 1 java.io.IOException: No space left on device")),
                "the server met 'No space left on device'",
                "--work-dir");
    }

    @Test
    void aServerThatIsKilledIsNoFaultOfTheBackup() throws IOException {
        assertOfTheMachine(drill(installed("ends 137 Killed")), "the server was killed by signal 9");
    }

    @Test
    void aServerThatTakesTooLongIsNoFaultOfTheBackup() throws IOException {
        assertOfTheMachine(
                drill(installed("sleep"), "--ready-within", "1"), "did not come up within 1 s", "--ready-within");
    }

    @Test
    void aConnectionThatBreaksIsNoFaultOfTheBackup() throws IOException {
        assertOfTheMachine(drill(installed("serves")), "the connection to the server broke while it was read back");
    }

    @Test
    void aServerThatCannotBeStartedIsNoFaultOfTheBackup() throws IOException {
        Path home = installed("serves");
        String java = System.getProperty("java.home");
        try {
            System.setProperty("java.home", directory.resolve("no-java").toString());

            assertOfTheMachine(drill(home), "the server could not be started", "no-java");
        } finally {
            System.setProperty("java.home", java);
        }
    }

    private Path installed(String does) throws IOException {
        return SketchedServer.install(Files.createDirectories(directory.resolve("home")), does);
    }

    private Run drill(Path home, String... more) throws IOException {
        Files.createDirectories(work);
        List<String> words =
                new ArrayList<>(List.of("drill", "--zookeeper-home", home.toString(), "--work-dir", work.toString()));
        words.addAll(List.of(more));
        return archive.run(words.toArray(new String[0]));
    }

    /** It is refused with its reason, and nothing is noted against the backup. */
    private void assertOfTheMachine(Run run, String... reasons) throws IOException {
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(4);
        assertThat(run.err())
                .contains("the drill could not be done on this machine, which says nothing of the backup")
                .contains(reasons);
        assertThat(archive.place().resolve("prod/verify")).doesNotExist();
        assertThat(archive.run("list").out()).doesNotContain("FAILED");
        assertThat(work).isEmptyDirectory();
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
