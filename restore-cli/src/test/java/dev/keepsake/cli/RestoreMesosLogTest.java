package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.artefact.Pause;
import dev.keepsake.config.ExitCode;
import dev.keepsake.mesos.MesosLogSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreMesosLogTest {

    private static final String ID = "20261122T030000Z";

    @TempDir
    private Path directory;

    private SampleArchive archive() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.backUp("master-1", ID, log(directory));
        return archive;
    }

    private static MesosLogSource log(Path work) {
        String fixtures = System.getenv("KEEPSAKE_FIXTURES");
        // where everything is to be tested, nothing is skipped in silence
        assumeTrue(
                fixtures != null || System.getenv("CI") != null,
                "KEEPSAKE_FIXTURES does not say where the fixtures are");
        Path log = Path.of(String.valueOf(fixtures), "mesos-log", "registry", "replicated_log");
        return new MesosLogSource("registrar", log, work, Pause.REAL);
    }

    @Test
    void theRegistryIsShownInTablesAndAsJson() throws IOException {
        SampleArchive archive = archive();

        Run text = archive.run("show", ID, "--registry");
        JsonNode json = new ObjectMapper()
                .readTree(archive.run("show", "latest", "--registry", "-o", "json")
                        .out());

        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .contains("master    master1.example.test, 1.12.0")
                .contains("needs     QUOTA_V2, AGENT_DRAINING")
                .containsPattern("S0 +agent0.example.test:5051 +rack=abc, zone=east, slots=0.0 +DRAINING, deactivated")
                .containsPattern("S1 +agent1.example.test:5051 +rack=abd, zone=west, slots=1.0 +active")
                .containsPattern("UNREACHABLE +SINCE")
                .containsPattern("S19 +2023-11-14T22:13:20Z")
                .containsPattern("ads +cpus=16.0 +cpus=32.0, mem=65536.0")
                .containsPattern("legacy +cpus=4.0")
                .containsPattern("batch +0.75")
                .containsPattern("agent3.example.test \\(10.0.0.3\\) +DRAINING +2023-11-15T22:13:20Z +1.0");
        assertThat(json.at("/slaves/slaves")).hasSize(18);
    }

    @Test
    void aLogIsRestoredAndTheCommandForEveryMasterIsPrinted() throws IOException {
        SampleArchive archive = archive();
        Path to = directory.resolve("var/replicated_log");

        Run plan = archive.run("restore", "mesos-log", "--to", to.toString(), "--plan");
        Run done = archive.run("restore", "mesos-log", "--to", to.toString(), "--yes");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("replicated log 'registrar'")
                .contains("registry  18 agents, 1 unreachable, 1 gone")
                .contains("needs     a master with QUOTA_V2, AGENT_DRAINING");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).startsWith(plan.out()).contains("Restored to " + to);
        assertThat(Run.names(to)).containsExactly("000002.log", "CURRENT", "MANIFEST-000001");
        Run again = Run.typed(Run.lineWith(done.out(), "  keepsake ").strip() + " --yes");
        assertThat(again.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(again.err()).contains("the target is not blank");
    }

    @Test
    void whatWasRestoredIsBackedUpAsItWas() throws IOException {
        SampleArchive archive = archive();
        Path to = directory.resolve("replicated_log");
        assertThat(archive.run("restore", "mesos-log", "--to", to.toString(), "--yes", "--drop-gone")
                        .code())
                .isZero();

        archive.backUp("master-1", "20261123T030000Z", new MesosLogSource("registrar", to, directory, Pause.REAL));

        Run shown = archive.run("show", "latest", "--registry");
        assertThat(shown.out()).contains("UNREACHABLE").doesNotContain("GONE").containsPattern("S17 +agent17");
    }

    @Test
    void moreThanOneMasterNeedsTheBackupsName() throws IOException {
        Run run = archive()
                .run(
                        "restore",
                        "mesos-log",
                        "--to",
                        directory.resolve("x").toString(),
                        "--masters",
                        "3",
                        "--from",
                        "master-1",
                        "--yes");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.err())
                .contains("'latest' may name another backup for the next master")
                .contains("restore mesos-log --backup " + ID + " --name registrar --from master-1 --masters 3");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void aBackupWithoutALogSaysSo() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.backUp(ID, null);

        for (List<String> words : List.of(
                List.of("show", ID, "--registry"),
                List.of("restore", "mesos-log", "--to", directory.resolve("x").toString(), "--plan"))) {
            Run run = archive.run(words.toArray(new String[0]));

            assertThat(run.code()).isEqualTo(ExitCode.REFUSED.code());
            assertThat(run.err()).contains("has no replicated log (a source of type mesos-log)");
        }
    }
}
