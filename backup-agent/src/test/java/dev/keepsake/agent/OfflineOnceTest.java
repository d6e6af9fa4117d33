package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.ServerOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How stopped servers are named on the command line, and what is said of them. */
class OfflineOnceTest {

    @TempDir
    private Path directory;

    private Path config = Path.of("");

    @BeforeEach
    void configures() throws IOException {
        config = Files.writeString(
                directory.resolve("agent.yaml"),
                String.join(
                        "\n",
                        "cluster: prod",
                        "node: master-1",
                        "store: {url: \"" + directory.resolve("store").toUri() + "\"}",
                        "state-dir: " + directory.resolve("state"),
                        "sources:",
                        "  - {name: zk, type: zookeeper, data-dir: " + directory.resolve("none") + "}",
                        ""));
    }

    @Test
    void twoOfThreeServersAgreeAndTheLongerOnesTailIsNamed() throws IOException {
        Path one = member("one", 1, 7);
        Path two = member("the second", 2, 5);

        Run run = once("--offline", one.toString(), two.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("zk: captured through 0x5")
                .contains("unproven: 2 transactions after 0x5 through 0x7 of server 1 in " + one)
                .contains("--with-unproven-tail")
                .contains("exists: through 0x5");
    }

    @Test
    void aLogDirectoryStandsBehindAComma() throws IOException {
        Path data = member("data, really", 1, 5);
        Path logs = directory.resolve("logs");
        Files.createDirectories(logs.resolve("version-2"));
        Files.move(data.resolve("version-2/log.1"), logs.resolve("version-2/log.1"));

        Run run = once("--offline", data + "," + logs, "--ensemble-size", "3");

        assertThat(run.code()).as(run.err()).isEqualTo(7);
        assertThat(run.err())
                .contains("nothing in it is proven to have been committed", "5 transactions after 0x0 through 0x5")
                .contains("fewer than a quorum of the servers was seen")
                .contains("done in part: clients may have been told of commits");
        assertThat(run.out()).isNotBlank();
    }

    @Test
    void oneOfThreeServersMayLackCommitsAndIsABackupInPart() throws IOException {
        Path one = member("one", 1, 7);
        Run both = once("--offline", one.toString(), member("two", 2, 5).toString());

        Run alone = once("--offline", one.toString());

        assertThat(both.code()).as(both.err()).isZero();
        assertThat(alone.code()).as(alone.err()).isEqualTo(7);
        assertThat(alone.err()).contains("exists: through 0x5", "done in part", "more servers");
    }

    @Test
    void wrongWordsAreNamed() throws IOException {
        Path one = member("one", 1, 5);

        assertThat(once(one.toString()).err()).contains("a directory (" + one + ") goes with --offline");
        assertThat(once("--ensemble-size", "3").err()).contains("--ensemble-size goes with --offline");
        assertThat(once("--offline", "--ensemble-size", "0").err()).contains("--ensemble-size is 1 to 255, not 0");
        assertThat(once("--voters", "1,2,3").err()).contains("--voters goes with --offline");
        assertThat(once("--offline", "--voters", "1,b").err()).contains("--voters are numbers as in myid", "not 'b'");
        assertThat(once("--offline", "--voters", "1,2", "--ensemble-size", "2").err())
                .contains("leave --ensemble-size out");
        Run absent = once("--offline", one + "," + directory.resolve("absent"));
        assertThat(absent.err()).contains("is neither a directory nor two with a comma between them");
        assertThat(absent.code()).isEqualTo(2);
    }

    @Test
    void theVotersMayBeNamed() throws IOException {
        Path data = member("data", 1, 5);
        Path observer = member("data 4", 4, 5);

        Run run = once("--offline", data.toString(), observer.toString(), "--voters", "1,2,3");

        assertThat(run.code()).as(run.err()).isEqualTo(7);
        assertThat(run.err()).contains("fewer than a quorum of the servers was seen (not seen: 2, 3)");
    }

    @Test
    void aFolderWithoutAServerIsRefused() throws IOException {
        Run run = once(
                "--offline", Files.createDirectory(directory.resolve("empty")).toString());

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("there is no directory", "version-2");
    }

    private Path member(String name, int id, int transactions) throws IOException {
        Path place = directory.resolve(name);
        new ServerOnDisk(place).creates(transactions);
        Files.writeString(place.resolve("myid"), Integer.toString(id));
        Files.writeString(place.resolve("version-2/currentEpoch"), "0");
        Files.writeString(place.resolve("version-2/acceptedEpoch"), "0");
        if (!name.startsWith("data")) {
            Files.writeString(place.resolve("zoo.cfg"), "server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n");
        }
        return place;
    }

    private Run once(String... more) {
        List<String> words = new ArrayList<>(List.of("once", "-c", config.toString()));
        words.addAll(List.of(more));
        return Run.of(words.toArray(new String[0]));
    }
}
