package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.Source;
import dev.keepsake.config.ExitCode;
import dev.keepsake.testkit.ServerOnDisk;
import dev.keepsake.zookeeper.OfflineSource;
import dev.keepsake.zookeeper.ServerDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup of several sources tells of a whole cluster: how all of it comes back, and whether its parts fit. */
class WholeClusterTest {

    private static final String ID = "20261122T030000Z";
    private static final String IDS = "/marathon/state/framework-id";

    @TempDir
    private Path directory;

    private SampleArchive archive;

    @BeforeEach
    void fill() throws IOException {
        archive = new SampleArchive(directory);
        archive.server.creates(3);
        for (String path : List.of("/marathon", "/marathon/state", IDS, IDS + "/4")) {
            archive.server.creates(path, new byte[0]);
        }
    }

    @Test
    void thePlanGoesFromZooKeeperOverTheLogsToWhoUsesThem() throws IOException {
        archive.server.creates(IDS + "/4/id", ToldSource.field(1, ToldSource.text("fw-1")));
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a", "b"));

        Run text = archive.run("restore", "plan");
        JsonNode plan = json(archive.run("restore", "plan", "--backup", ID, "-o", "json"));

        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out()).doesNotContain("WARNING");
        assertThat(plan.path("whole").asBoolean()).isTrue();
        assertThat(plan.path("steps").findValuesAsText("title"))
                .containsExactly(
                        "Stop everything that is left of the old cluster",
                        "ZooKeeper 'zk': seed every server, check, start all",
                        "Replicated log 'registrar': the same directory for every master",
                        "Mesos masters: start them, then quota, weights and maintenance",
                        "Marathon: start it, then groups, pods and apps",
                        "What was stored as it was received",
                        "Look at it, and take a backup");
        assertThat(commands(plan))
                .hasSize(6)
                .allSatisfy(command -> assertThat(text.out()).contains(command))
                .noneMatch(command -> command.contains("--yes"));
        assertThat(commands(plan).get(0))
                .contains(" restore zookeeper --backup " + ID, " --data-dir " + archive.server.directory() + " ");
        assertThat(commands(plan).get(1)).startsWith("keepsake restore check " + archive.server.directory());
        assertThat(commands(plan).get(2)).contains(" restore mesos-log ", " --to /var/lib/mesos/replicated_log ");
        assertThat(commands(plan).get(3)).endsWith(" --name masters --url http://m1:5050,http://m2:5050");
        assertThat(commands(plan).get(5)).contains(" export documents --backup " + ID + " --name exhibitor ");
    }

    @Test
    void aCommandOfThePlanIsTheOneThatItsVerbPrints() throws IOException {
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a"));
        String blank = directory.resolve("blank").toString();

        List<String> commands = commands(json(archive.run("restore", "plan", "--yes", "-o", "json")));
        Run seed = archive.run("restore", "zookeeper", "--backup", ID, "--data-dir", blank, "--plan");
        Run log = archive.run("restore", "mesos-log", "--backup", ID, "--to", blank, "--plan");

        String server = archive.server.directory().toString();
        assertThat(commands.get(0).replace(server, blank))
                .isEqualTo(Run.lineWith(seed.out(), "  keepsake ").strip() + " --yes");
        assertThat(commands.get(2).replace("/var/lib/mesos/replicated_log", blank))
                .isEqualTo(Run.lineWith(log.out(), "  keepsake ").strip() + " --yes");
    }

    @Test
    void whatCannotBePlannedIsSaidAndTheRestIs() throws IOException {
        ToldSource broken = ToldSource.of("registrar", "mesos-log", Map.of(), Map.of("replica", "no replica"));
        archive.backUpMember(ID, List.of(broken));

        Run run = archive.run("restore", "plan", "--backup", ID);

        assertThat(run.code()).isEqualTo(ExitCode.IN_PART.code());
        assertThat(run.out())
                .contains("WARNING: Replicated log 'registrar' cannot be planned: ")
                .contains("3. Replicated log 'registrar': NOT PLANNED")
                .contains(" restore zookeeper --backup " + ID);
    }

    @Test
    void aMomentIsOfZooKeeperAloneAndTheRestIsTheLastBackupBefore() throws IOException {
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a"));
        archive.server.creates(2);
        archive.backUpMember("20261122T040000Z", List.of());

        Run run = archive.run("restore", "plan", "--zxid", archive.server.last().toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("To restore " + archive.server.last())
                .contains(" restore zookeeper --zxid " + archive.server.last())
                .contains("WARNING: ", "backup 20261122T040000Z");
    }

    @Test
    void tapesThatDisagreeArePlannedOnlyWhenOneIsNamed() throws IOException {
        archive.backUp(ID, null);
        archive.backUpMember("20261122T040000Z");
        SampleArchive clone = archive.cloned(directory.resolve("clone"), "x");
        clone.server.creates(7);
        clone.backUpAs("master-2", "20261122T050000Z");

        Run run = archive.run("restore", "plan");

        assertThat(run.code()).isEqualTo(ExitCode.IN_PART.code());
        assertThat(run.out())
                .contains("ZooKeeper 'zk': NOT PLANNED", "hold different transactions")
                .doesNotContain(" restore zookeeper ");
        assertThat(archive.run("restore", "plan", "--tape", "master-2/zk").code())
                .isZero();
    }

    @Test
    void aTapeThatNobodyHasIsNotPlannedAround() throws IOException {
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a"));

        Run run = archive.run("restore", "plan", "--backup", ID, "--tape", "master-1/zkk");

        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run.err()).contains("has no tape master-1/zkk");
    }

    @Test
    void anEnsembleThatWasNotChosenIsSaidToBeLeftOut() throws IOException {
        ServerOnDisk other = new ServerOnDisk(directory.resolve("other"));
        other.creates(4);
        ServerDirectories directories = new ServerDirectories(other.directory(), other.directory());
        archive.backUpMember(ID, List.of(new OfflineSource("zk2", List.of(directories), OptionalInt.empty())));

        Run both = archive.run("restore", "plan", "--backup", ID);
        Run one = archive.run("restore", "plan", "--backup", ID, "--tape", "master-1/zk2");

        assertThat(both.code()).as(both.out()).isZero();
        assertThat(both.out()).contains("ZooKeeper 'zk':", "ZooKeeper 'zk2':");
        assertThat(one.code()).isEqualTo(ExitCode.IN_PART.code());
        assertThat(one.out())
                .contains("WARNING: ZooKeeper 'zk' is not in this plan")
                .contains("--tape NODE/zk");
    }

    @Test
    void aLogThatCouldNotBeRestoredIsFoundWhenTheBackupIsVerified() throws IOException {
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a", "b"));
        assertThat(archive.run("verify", ID).out()).contains("replicated log 'registrar'", "unite to positions");

        String other = "20261122T040000Z";
        archive.backUpMember(other, sources("fw-1", "fw-1", "c", "d"));
        Run run = archive.run("verify", other);

        assertThat(run.code()).isEqualTo(ExitCode.NOT_PROVEN.code());
        assertThat(run.out()).contains("only in the log: c, d");
    }

    @Test
    void howManyMastersThereAreCanBeSaid() throws IOException {
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a"));

        assertThat(archive.run("restore", "plan", "--backup", ID, "--masters", "2")
                        .out())
                .contains("Replicated log 'registrar': NOT PLANNED", "no 2 of 2 masters", "--masters");
        assertThat(archive.run("restore", "plan", "--backup", ID, "--masters", "1")
                        .out())
                .contains(" --masters 1 --to ");
        assertThat(archive.run("show", ID, "--registry", "--masters", "2").err())
                .contains("no 2 of 2 masters");
    }

    @Test
    void aSystemThatFailsInAWayNobodyForesawCostsZooKeeperNothing() throws IOException {
        DocumentSource broken = new BrokenSource();
        archive.backUpMember(ID, List.of(broken));

        assertThat(archive.run("show", ID).out())
                .contains("master-1/zk (zookeeper)", "FAILED    master-1/masters: ", "without a host", "not complete");
        assertThat(archive.run("restore", "plan", "--backup", ID).out())
                .contains(" restore zookeeper ", "WARNING: 'masters' of node master-1 is not in it: ");
    }

    @Test
    void partsThatFitAreFoundToFit() throws IOException {
        archive.server.creates(IDS + "/4/id", ToldSource.field(1, ToldSource.text("fw-1")));
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a", "b"));

        Run run = archive.run("show", ID, "--cross-check");

        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("ok    marathon in ZooKeeper: framework id fw-1, as it says itself")
                .contains("ok    marathon at the masters: framework id fw-1 is registered")
                .contains("ok    agents: 2, the same in the log and at the master")
                .doesNotContain("FAIL");
        assertThat(archive.run("list").out()).doesNotContain("with warnings");
    }

    @Test
    void aTreeOfAnotherMarathonIsNamedWithWhatWouldHappen() throws IOException {
        archive.server.creates(IDS + "/4/id", ToldSource.field(1, ToldSource.text("fw-2")));
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a", "b"));

        Run run = archive.run("show", ID, "--cross-check");

        assertThat(run.code()).isEqualTo(ExitCode.CHECK_FAILED.code());
        assertThat(run.out())
                .contains("FAIL  marathon in ZooKeeper: framework id fw-2, but it says that it is fw-1")
                .contains("ok    marathon at the masters");
        assertThat(archive.run("restore", "plan").out()).contains("WARNING: marathon in ZooKeeper: framework id fw-2");
    }

    @Test
    void theIdOfAnOldMarathonIsFoundInItsEnvelope() throws IOException {
        byte[] id = ToldSource.field(3, ToldSource.field(1, ToldSource.text("fw-1")));
        archive.server.creates("/marathon/state/framework:id", id);
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a", "b"));

        assertThat(archive.run("show", ID, "--cross-check").out())
                .contains("ok    marathon in ZooKeeper: framework id fw-1, as it says itself");
    }

    @Test
    void aTreeWithoutAnIdIsNamedWithTheExitCodeThatFollows() throws IOException {
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a", "b"));

        assertThat(archive.run("show", ID, "--cross-check").out())
                .contains("FAIL  marathon in ZooKeeper: no framework id")
                .contains("exit code 108");
    }

    @Test
    void aFrameworkThatTheMastersDoNotKnowIsAWarningOfTheBackup() throws IOException {
        archive.backUpMember(ID, sources("fw-1", "fw-9", "a", "b"));

        assertThat(archive.run("list").out()).contains("with warnings");
        assertThat(archive.run("show", ID).out())
                .contains("WARNING   marathon at the masters: framework id fw-1 is not known");
        assertThat(json(archive.run("list", "-o", "json")).path(0).path("warnings"))
                .hasSize(1);
        assertThat(archive.run("show", ID, "--cross-check").out()).contains("FAIL  marathon at the masters");
    }

    @Test
    void aLogOfOtherAgentsThanTheMastersIsNamed() throws IOException {
        archive.backUpMember(ID, sources("fw-1", "fw-1", "a", "c"));

        assertThat(archive.run("show", ID, "--cross-check").out())
                .contains("FAIL  agents: only in the log: c; only at the master: b");
    }

    private static List<Source> sources(String itself, String known, String... agents) throws IOException {
        return List.of(
                ToldSource.of(
                        "marathon",
                        "marathon",
                        Map.of(
                                "framework-id", itself,
                                "zookeeper-path", "/marathon",
                                "version", "1.5.8",
                                "urls", "http://m1:8080"),
                        Map.of("groups", "{}")),
                ToldSource.of(
                        "masters",
                        "mesos-master",
                        Map.of(
                                "frameworks",
                                known,
                                "frameworks-completed",
                                "",
                                "urls",
                                "http://m1:5050,http://m2:5050"),
                        Map.of(
                                "state",
                                "{\"frameworks\":[{\"id\":\"" + known + "\"}]}",
                                "registry",
                                "{\"slaves\":{\"slaves\":[{\"info\":{\"id\":{\"value\":\"a\"}}},"
                                        + "{\"info\":{\"id\":{\"value\":\"b\"}}}]}}")),
                ToldSource.of("exhibitor", "http", Map.of(), Map.of("config", "{}")),
                ToldSource.log("/var/lib/mesos/replicated_log", agents));
    }

    private record BrokenSource() implements DocumentSource {

        @Override
        public String name() {
            return "masters";
        }

        @Override
        public String type() {
            return "mesos-master";
        }

        @Override
        public void sendTo(DocumentSink sink) {
            throw new IllegalArgumentException("no URL, or one without a host");
        }

        @Override
        public CheckReport check() {
            return new CheckReport(List.of());
        }
    }

    private static List<String> commands(JsonNode plan) {
        List<String> commands = new ArrayList<>();
        plan.path("steps")
                .forEach(step -> step.path("commands")
                        .forEach(order -> commands.add(order.path("command").asText())));
        return commands;
    }

    private static JsonNode json(Run run) throws IOException {
        assertThat(run.err()).as(run.err()).doesNotContain("Exception");
        return JsonOutput.MAPPER.readTree(run.out());
    }
}
