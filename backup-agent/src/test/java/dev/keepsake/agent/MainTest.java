package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.testkit.ServerOnDisk;
import dev.keepsake.testkit.SrvrAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    private Path directory;

    private Path config = Path.of("");
    private Path store = Path.of("");

    @BeforeEach
    void configures() throws IOException {
        store = directory.resolve("store");
        config = configuration("127.0.0.1:1");
    }

    @Test
    void onceOfAStoppedServerPrintsTheIdAlone() throws IOException {
        new ServerOnDisk(directory.resolve("zk")).creates(5);

        Run run = Run.of("once", "-c", config.toString(), "--offline", "--label", "pre-upgrade_2.4");

        assertThat(run.err()).contains("zk: captured through 0x5", "exists: through 0x5");
        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("[0-9]{8}T[0-9]{6}Z-[a-z0-9]{6}\\R");
        assertThat(manifests())
                .hasSize(1)
                .allMatch(name -> name.contains(run.out().strip()));
    }

    @Test
    void theNextRunStoresWhatIsNew() throws IOException {
        ServerOnDisk server = new ServerOnDisk(directory.resolve("zk")).creates(5);
        Run.of("once", "-c", config.toString(), "--offline");
        server.creates(2);

        Run run = Run.of("once", "-c", config.toString(), "--offline");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("captured through 0x7", "2 links");
        assertThat(manifests()).hasSize(2);
    }

    @Test
    void aRunningServerIsAskedWhatIsCommitted() throws IOException {
        ServerOnDisk server = new ServerOnDisk(directory.resolve("zk")).creates(5);
        Run.of("once", "-c", config.toString(), "--offline");
        server.creates(2);
        try (SrvrAnswer answer = new SrvrAnswer("standalone", new Zxid(6))) {
            config = configuration("127.0.0.1:" + answer.port());

            Run check = Run.of("check", "-c", config.toString());
            Run run = Run.of("once", "-c", config.toString());

            assertThat(check.code()).as(check.out()).isZero();
            assertThat(check.out())
                    .contains(
                            "cluster = prod",
                            "ok    store",
                            "an archive with 1 backups",
                            "ok    zk: server at 127.0.0.1:",
                            "note  the archive holds no Keepsake to restore with (tools/)");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.err()).contains("captured through 0x6");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsRefusedAndLeavesNoBackup() throws IOException {
        new ServerOnDisk(directory.resolve("zk")).creates(5);

        Run run = Run.of("once", "-c", config.toString());

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no ZooKeeper server answers 'srvr' at 127.0.0.1:1", "--offline");
        assertThat(manifests()).isEmpty();
    }

    @Test
    void checkSaysWhatWouldFail() {
        Run run = Run.of("check", "-c", config.toString());

        assertThat(run.code()).isEqualTo(8);
        assertThat(run.out()).contains("FAIL  zk: server at 127.0.0.1:1", "FAIL  zk: snapshots in ", "data-dir");
        assertThat(store.resolve("keepsake.json")).as("a check stores nothing").doesNotExist();
    }

    @Test
    void statusMakesNothing() {
        Run run = Run.of("status", "-c", config.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("daemon    not running, last looked at its slots never");
        assertThat(directory.resolve("state")).doesNotExist();
    }

    @Test
    void statusSaysThatTheJournalIsDamagedAndGoesOn() throws IOException {
        Path journal = Files.createDirectory(directory.resolve("state")).resolve("prod.master-1.journal");
        Files.writeString(journal, "nonsense");

        Run run = Run.of("status", "-c", config.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "journal   " + journal + " cannot be used: the journal is damaged",
                        "daemon    not running, last looked at its slots never");
    }

    @Test
    void aLabelHasItsForm() {
        for (String label : List.of("", "two words", "ümlaut", "a/b", "x".repeat(65))) {
            Run run = Run.of("once", "-c", config.toString(), "--label", label);

            assertThat(run.code()).as(label).isEqualTo(2);
            assertThat(run.err()).contains("--label '" + label + "' is not 1 to 64 of A-Za-z0-9._-");
        }
        assertThat(store).doesNotExist();
    }

    @Test
    void everyProblemOfTheConfigurationIsSaidAtOnce() throws IOException {
        Files.writeString(config, "cluster: Prod\nstor: {url: x}\nsources:\n  - {name: zk, type: zookeper}\n");

        Run run = Run.of("once", "-c", config.toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Prod", "stor", "store", "zookeper", "zookeeper");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aMissingConfigurationIsAUsageError() {
        Run run = Run.of("once", "-c", directory.resolve("none.yaml").toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("none.yaml").doesNotContain("\tat ");
    }

    @Test
    void aWrongCommandLineIsNamedBriefly() {
        for (String[] wrong : List.of(new String[] {}, new String[] {"once"}, new String[] {"twice"}, new String[] {
            "once", "-c", config.toString(), "--nope"
        })) {
            Run run = Run.of(wrong);

            assertThat(run.code()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).contains("--help'.").doesNotContain("\tat ");
            assertThat(run.err().lines()).hasSizeLessThan(5);
        }
    }

    @Test
    void helpExplainsItself() {
        for (String verb : List.of("once", "check")) {
            Run run = Run.of(verb, "--help");

            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("--config=FILE", "Exit codes:", "refused by a guard");
            assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
        }
        assertThat(Run.of("--version").out()).startsWith("keepsake-agent ");
    }

    @Test
    void aStoreThatCannotBeMadeIsUnreachable() throws IOException {
        new ServerOnDisk(directory.resolve("zk")).creates(5);
        Files.createFile(directory.resolve("file"));

        Run run = Run.of(
                "once",
                "-c",
                config.toString(),
                "--offline",
                "--store",
                directory.resolve("file/below").toUri().toString());

        assertThat(run.code()).as(run.err()).isEqualTo(6);
        assertThat(run.err()).contains("file").doesNotContain("\tat ");
    }

    private Path configuration(String client) throws IOException {
        return Files.writeString(
                directory.resolve("agent.yaml"),
                String.join(
                        "\n",
                        "cluster: prod",
                        "node: master-1",
                        "store: {url: \"" + store.toUri() + "\"}",
                        "state-dir: " + directory.resolve("state"),
                        "sources:",
                        "  - {name: zk, type: zookeeper, data-dir: " + directory.resolve("zk") + ", client: \"" + client
                                + "\"}",
                        ""));
    }

    private List<String> manifests() throws IOException {
        Path manifests = store.resolve("prod/manifest");
        if (!Files.exists(manifests)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(manifests)) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }
}
