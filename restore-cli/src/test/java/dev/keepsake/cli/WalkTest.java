package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.zookeeper.WalkSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of what a client read, every command says that it is not one point in time. */
class WalkTest {

    private static final String ID = "20261122T030000Z";
    private static final String SENTENCE = "NOT ONE POINT IN TIME: a client read it znode by znode from"
            + " 2026-11-22T03:00:00Z to 2026-11-22T03:00:02Z, while the ensemble went on from 0x500000010 to 0x500000020";

    private final SampleArchive archive;
    private final Path blank;
    private String chroot = "/";

    WalkTest(@TempDir Path directory) throws IOException {
        this.archive = new SampleArchive(directory);
        this.blank = directory.resolve("blank");
    }

    @Test
    void listsSayBetweenWhichTransactionsItIs() throws IOException {
        backUp();

        assertThat(good("list").out()).contains("0x500000010..0x500000020").contains("not one point in time");
        JsonNode listed =
                new ObjectMapper().readTree(good("list", "-o", "json").out()).get(0);
        assertThat(listed.get("onePointInTime").asBoolean()).isFalse();
        assertThat(listed.get("zxid").asText()).isEqualTo("0x500000020");
        assertThat(good("show", "latest").out())
                .contains("reaches   0x500000010..0x500000020, not one point in time")
                .contains(SENTENCE)
                .contains("3 znodes")
                .contains("a client is not shown which znodes are containers");
        JsonNode shown =
                new ObjectMapper().readTree(good("show", "latest", "-o", "json").out());
        assertThat(shown.get("sources").get(0).get("walk").get("first").asText())
                .isEqualTo("0x500000010");
    }

    @Test
    void itIsLookedInto() throws IOException {
        backUp();

        Run run = good("ls", "/");
        assertThat(run.out()).isEqualTo("app\nmine\n");
        assertThat(run.err()).contains("note: " + SENTENCE);
        assertThat(good("cat", "/app").out()).isEqualTo("data\n");
        assertThat(good("diff", ID, "latest").err()).contains("(not one point in time): no difference");
    }

    @Test
    void aProofSaysWhatItCannotSay() throws IOException {
        backUp();

        assertThat(good("verify").out()).contains("read to the end").contains("not one point in time");
        assertThat(good("list").out()).containsPattern("0x500000020 \\(.* ago\\), not one point in time");
    }

    @Test
    void aPlanSaysItBeforeAnythingIsRestored() throws IOException {
        backUp();

        Run plan = good("restore", "zookeeper", "--backup", ID, "--data-dir", blank.toString(), "--plan");

        assertThat(plan.out())
                .contains("walk      " + SENTENCE)
                .contains("1 sessions and 1 ephemeral znodes are left out")
                .contains("--tape master-1/zk")
                .contains("first new transaction will be 0x3ed00000001");
        String command = plan.out()
                .lines()
                .filter(line -> line.contains("--expect"))
                .findFirst()
                .orElseThrow()
                .strip();
        assertThat(Run.typed(command + " --yes").code()).isZero();
        assertThat(Run.names(blank)).contains("acceptedEpoch", "currentEpoch");
    }

    @Test
    void sessionsThatNobodyKnowsAreNotKept() throws IOException {
        backUp();

        Run run = archive.run(
                "restore", "zookeeper", "--backup", ID, "--data-dir", blank.toString(), "--plan", "--sessions", "keep");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("not shown which sessions are open");
    }

    @Test
    void whatWasReadBelowAPathIsNoServersWholeTree() throws IOException {
        chroot = "/app";
        backUp();

        for (Run run : List.of(
                archive.run("restore", "zookeeper", "--backup", ID, "--data-dir", blank.toString(), "--plan"),
                archive.run("drill"))) {
            assertThat(run.code()).isEqualTo(4);
            assertThat(run.err()).contains("read through a client below /app");
        }
        assertThat(good("ls", "/").out()).isEqualTo("app\nmine\n");
    }

    @Test
    void aRunningEnsembleIsNamedOrNotMeant() {
        for (String[] words : List.of(
                new String[] {"diff", "latest", "live"},
                new String[] {"diff", "live", "live", "--connect", "127.0.0.1:1"},
                new String[] {"diff", "latest", "newest", "--connect", "127.0.0.1:1"})) {
            Run run = archive.run(words);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("live");
        }
    }

    private Run good(String... words) {
        Run run = archive.run(words);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private void backUp() throws IOException {
        archive.backUpFrom(new WalkSource("zk", this::walk, () -> new CheckReport(List.of())), ID);
    }

    private Walked walk(ZnodeView.Step step) throws IOException {
        List<PastZnode> znodes = new ArrayList<>(
                List.of(znode("/", "", 0), znode("/app", "data", 0), znode("/mine", "x", 0x1000_0000_0001L)));
        for (PastZnode znode : znodes) {
            step.at(znode);
        }
        Instant begun = Instant.parse("2026-11-22T03:00:00Z");
        Walked.Some none = new Walked.Some(0, List.of());
        return new Walked(
                Zxid.of(5, 0x10),
                Zxid.of(5, 0x20),
                begun,
                begun.plusSeconds(2),
                chroot,
                znodes.size(),
                0,
                0,
                none,
                none);
    }

    private static PastZnode znode(String path, String data, long owner) {
        return new PastZnode(
                path,
                data.getBytes(StandardCharsets.UTF_8),
                List.of("world:anyone:cdrwa"),
                owner == 0 ? PastZnode.Kind.PERSISTENT : PastZnode.Kind.EPHEMERAL,
                Zxid.of(2, 1),
                Zxid.of(2, 1),
                Zxid.of(2, 1),
                1_700_000_000_000L,
                1_700_000_000_000L,
                0,
                path.equals("/") ? 2 : 0,
                0,
                owner,
                path.equals("/") ? 2 : 0);
    }
}
