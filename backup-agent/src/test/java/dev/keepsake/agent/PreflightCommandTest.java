package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.archive.KeyText;
import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Standing;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Overrides;
import dev.keepsake.testkit.ServerOnDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GO, and every way to NO-GO that masters, a Marathon, the store and the keys know; ensembles are real elsewhere. */
final class PreflightCommandTest {

    @TempDir
    private Path directory;

    private PlaneDouble plane;

    @BeforeEach
    void start() throws IOException {
        plane = PlaneDouble.start();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void whereAllIsWellItIsGoAndNothingWasChangedAnywhere() throws IOException {
        Run run = preflight(configured(""), "--label", "pre-upgrade-2.4");

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .startsWith("GO  cluster prod, node master-1 (backup ")
                .contains("label pre-upgrade-2.4", "0 against, 0 could not be asked")
                .contains("backup.made", "2 sources", "every document is there and whole");
        assertThat(plane.asked()).containsOnly("GET");
        assertThat(manifests()).hasSize(1);
    }

    @Test
    void everyFaultOfTheMastersIsNamedAndTheBackupIsMadeAllTheSame() throws IOException {
        Path config = configured("");
        plane.master(2, false, 0, 3, 90_000);
        assertThat(against(config)).containsExactly("mesos.log-recovered");
        plane.master(2, false, 1, 3, 30);
        assertThat(against(config)).containsExactly("mesos.master-uptime");
        plane.forgets("/m2/metrics/snapshot");
        assertThat(against(config)).contains("mesos.master-reached");
        for (int master = 1; master <= 3; master++) {
            plane.master(master, master == 1, 1, 4, 90_000);
        }
        assertThat(against(config)).containsExactly("mesos.log-quorum");

        assertThat(manifests()).as("one for each").hasSize(4);
    }

    @Test
    void whereNoMasterLeadsTheBackupIsInPartAndSaysSo() throws IOException {
        plane.master(1, false, 1, 3, 90_000);

        JsonNode report = noGo(configured(""));

        assertThat(rules(report)).contains("mesos.one-leader", "backup.made");
        assertThat(seen(report)).contains("none of 3 masters that answer leads", "without masters: ");
    }

    @Test
    void everyFaultOfMarathonIsNamed() throws IOException {
        Path config = configured("");
        plane.says("/v2/deployments", "[{\"id\":\"d1\",\"affectedApps\":[\"/web\"]}]");
        assertThat(against(config)).containsExactly("marathon.deployments");
        plane.says("/v2/deployments", "[]");
        plane.apps("/web", 2, 2, 1);
        assertThat(against(config)).containsExactly("marathon.apps-healthy");
        plane.apps("/web", 2, 1, 0);
        assertThat(against(config)).containsExactly("marathon.apps-healthy");
        plane.apps("/web", 2, 2, 0);
        plane.forgets("/v2/leader");
        assertThat(against(config)).containsExactly("marathon.leader");
    }

    @Test
    void partsThatDoNotFitAreNamed() throws IOException {
        plane.says("/m1/master/state", "{\"frameworks\":[{\"id\":\"another\"}]}");

        assertThat(against(configured(""))).containsExactly("backup.fits");
    }

    @Test
    void aStoreThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(directory.resolve("store"), "a file, where a directory is meant");

        assertThat(against(configured(""))).contains("store.usable", "backup.made");
    }

    @Test
    void aKeyThatIsMissingIsNamed() throws IOException {
        Path config = configured("signing-key: " + directory.resolve("gone.key") + "\n");

        assertThat(against(config)).contains("keys.usable", "backup.made");
        assertThat(manifests()).isEmpty();
    }

    @Test
    void aClockThatIsOffIsNamed() throws IOException {
        PreflightHealth health = health(configured(""), () -> Instant.now().plus(Duration.ofMinutes(5)));

        List<Finding> findings = health.before();

        assertThat(against(findings)).containsExactly("store.clock");
    }

    @Test
    void healthAloneMakesNoBackupAndNeverEndsWithZero() throws IOException {
        Run run = preflight(configured(""), "--health-only");

        assertThat(run.code()).isEqualTo(7);
        assertThat(run.out()).startsWith("HEALTHY  ");
        assertThat(manifests()).isEmpty();
    }

    @Test
    void whatIsEncryptedIsProvenWhereTheKeyIsOrWithAKeyThatIsLent() throws IOException {
        Path safe = keys();
        Path config = configured(encryption());

        JsonNode locked = noGo(config);
        Run lent = preflight(config, "--key", safe.toString());

        assertThat(rules(locked)).containsExactly("backup.proven");
        String id = locked.path("backup").asText();
        assertThat(seen(locked))
                .contains("encrypted, and this agent has no private key", "verify " + id + " --key KEY");
        assertThat(lent.code()).as(lent.out() + lent.err()).isZero();
        String proven = id(lent);
        Run later = preflight(config, "--proved-elsewhere", proven);
        assertThat(later.code()).as(later.out() + later.err()).isZero();
        assertThat(later.out()).contains("backup " + proven + ": reported at");
    }

    @Test
    void aWordIsNotEnoughForAProofMadeElsewhere() throws IOException {
        keys();
        Path config = configured(encryption());
        String id = noGo(config).path("backup").asText();

        JsonNode nobody = noGo(config, "--proved-elsewhere", id);

        assertThat(rules(nobody)).containsExactly("backup.proven");
        assertThat(seen(nobody)).contains("no report of a verify of all of it that is trusted here");
        assertThat(manifests()).as("no other backup").hasSize(1);
    }

    @Test
    void aReportThatAnybodyCouldHaveWrittenIsNone() throws IOException {
        Path config = configured("");
        Run proven = preflight(config);
        assertThat(proven.code()).as(proven.out() + proven.err()).isZero();

        JsonNode elsewhere = noGo(config, "--proved-elsewhere", id(proven));

        assertThat(rules(elsewhere)).containsExactly("backup.proven");
        assertThat(seen(elsewhere)).contains("anybody who may write to the store", "without --proved-elsewhere");
    }

    @Test
    void whatWasNotLookedAtForWantOfAKeyIsSaid() throws IOException {
        keys();
        new ServerOnDisk(directory.resolve("zk")).creates(5);
        Path config = configured(encryption());
        Files.writeString(
                config,
                Files.readString(config)
                                .replaceFirst("(?s)sources:.*", "sources:\n  - {name: zk, type: zookeeper, data-dir: ")
                        + directory.resolve("zk")
                        + ", client: \"127.0.0.1:1\"}\n");
        Run made = Run.of("once", "-c", config.toString(), "--offline");
        assertThat(made.code()).as(made.err()).isZero();

        JsonNode report = noGo(config, "--proved-elsewhere", made.out().strip(), "--target-version", "3.9.5");

        assertThat(seen(report)).contains("whether znodes have a time to live was not looked at");
    }

    @Test
    void whatHappensDuringTheBackupIsSeen() throws IOException {
        PreflightHealth health = health(configured(""), InstantSource.system());
        assertThat(against(health.before())).isEmpty();
        plane.apps("/web", 2, 1, 0);
        plane.forgets("/m2/metrics/snapshot");

        List<Finding> after = health.after(Duration.ofMinutes(5));

        assertThat(against(after)).contains("mesos.master-reached", "marathon.apps-healthy");
    }

    @Test
    void whatWasWrongBeforeIsNotToldTwice() throws IOException {
        PreflightHealth health = health(configured(""), InstantSource.system());
        plane.apps("/web", 2, 1, 0);
        assertThat(against(health.before())).containsExactly("marathon.apps-healthy");

        assertThat(against(health.after(Duration.ofMinutes(5)))).isEmpty();
    }

    @Test
    void whatSomebodyLivesWithIsShownWithTheReasonAndHoldsNothingUp() throws IOException {
        plane.apps("/web", 2, 1, 0);
        Path config = configured("doctor: {silence: [{rule: \"marathon.*\", reason: \"the old shop\"}]}\n");

        Run run = preflight(config);

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .startsWith("GO  ")
                .contains("0 against", "1 silenced", "known marathon.apps-healthy", "silenced: the old shop");
        plane.apps("/web", 2, 2, 0);
        plane.forgets("/v2/leader");
        assertThat(against(config)).as("a leader is never silenced").containsExactly("marathon.leader");
    }

    @Test
    void drillsAreMadeWhereTheConfigurationSays() throws IOException {
        Path said = directory.resolve("drills");
        Path config = configured("verify: {cron: \"0 0 6 * * ?\", drill: {work-dir: " + said + "}}\n");

        assertThat(PreflightCommand.workDir(agent(config), null)).isEqualTo(said);
        assertThat(PreflightCommand.workDir(agent(config), Path.of("/elsewhere")))
                .isEqualTo(Path.of("/elsewhere"));
        assertThat(PreflightCommand.workDir(agent(configured("")), null))
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Test
    void wrongWordsAreNamed() throws IOException {
        Path config = configured("");

        assertThat(preflight(config, "--label", "a b").err()).contains("is not 1 to 64");
        assertThat(preflight(config, "--target-version", "newest").err()).contains("no release of ZooKeeper");
        assertThat(preflight(config, "--target-version", "3.9").err()).contains("no release of ZooKeeper");
        assertThat(preflight(config, "--members", "a:1").err()).contains("say of which ensemble");
        assertThat(preflight(config, "--proved-elsewhere", "x").err()).contains("the id that an earlier preflight");
        assertThat(manifests()).isEmpty();
    }

    private static PreflightHealth health(Path config, InstantSource clock) throws IOException {
        return new PreflightHealth(
                agent(config), List.of(), Optional.empty(), clock, new PrintWriter(new StringWriter()));
    }

    private static AgentConfig agent(Path config) throws IOException {
        return ConfigReader.agent(config, Map.of(), new Overrides(Map.of()), () -> "", CronSchedule::new)
                .config();
    }

    private static String id(Run preflight) {
        return preflight.out().replaceAll("(?s).*?\\(backup ([^,]+),.*", "$1");
    }

    private static List<String> against(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.standing() != Standing.PASSED)
                .map(finding -> finding.rule().id())
                .distinct()
                .toList();
    }

    private List<String> against(Path config) throws IOException {
        return rules(noGo(config));
    }

    private JsonNode noGo(Path config, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(more));
        words.addAll(List.of("-o", "json"));
        Run run = preflight(config, words.toArray(new String[0]));
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(8);
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.path("verdict").asText()).isEqualTo("NO-GO");
        return report;
    }

    private static List<String> rules(JsonNode report) {
        List<String> rules = new ArrayList<>();
        for (JsonNode finding : report.path("findings")) {
            if (!finding.path("standing").asText().equals("passed")) {
                rules.add(finding.path("rule").asText());
            }
        }
        return rules.stream().distinct().toList();
    }

    private static String seen(JsonNode report) {
        StringBuilder seen = new StringBuilder();
        report.path("findings")
                .forEach(finding -> seen.append(finding.path("seen").asText())
                        .append(' ')
                        .append(finding.path("remedy").asText())
                        .append('\n'));
        return seen.toString();
    }

    private static Run preflight(Path config, String... more) {
        List<String> words = new ArrayList<>(List.of("preflight", "-c", config.toString()));
        words.addAll(List.of(more));
        return Run.of(words.toArray(new String[0]));
    }

    private Path keys() throws IOException {
        KeyText safe = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
        Files.writeString(directory.resolve("safe.pub"), safe.publicHalf().json());
        Path agent = Files.writeString(
                directory.resolve("agent.key"),
                KeyText.generate(KeyText.Kind.SIGNER_PRIVATE).json());
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(directory.resolve("safe.key"), safe.json());
    }

    private String encryption() {
        return "signing-key: " + directory.resolve("agent.key") + "\nencryption: {recipients: ["
                + directory.resolve("safe.pub") + "]}\n";
    }

    private Path configured(String more) throws IOException {
        return Files.writeString(
                directory.resolve("agent.yaml"),
                String.join(
                        "\n",
                        "cluster: prod",
                        "node: master-1",
                        "store: {url: \"" + directory.resolve("store").toUri() + "\"}",
                        "state-dir: " + directory.resolve("state"),
                        more + "sources:",
                        plane.sources()));
    }

    private List<Path> manifests() throws IOException {
        Path manifests = directory.resolve("store/prod/manifest");
        if (!Files.isDirectory(manifests)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(manifests)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
