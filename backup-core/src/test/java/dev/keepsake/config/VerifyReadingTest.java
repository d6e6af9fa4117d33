package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keepsake.catalog.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyReadingTest {

    private static final String ARCHIVE = "cluster: prod\nstore: {url: \"file:///backups\"}\n";
    private static final String SOURCES = "sources: [{name: zk, type: zookeeper, data-dir: /var/lib/zookeeper}]\n";

    @TempDir
    private Path folder;

    @Test
    void withoutASourceAnAgentOnlyProves() throws IOException {
        AgentConfig read = read(ARCHIVE + "nodes: [master-1, master-2]\nverify: {cron: \"0 30 4 * * ?\"}\n");

        assertThat(read.sources()).isEmpty();
        assertThat(read.schedule()).isEmpty();
        assertThat(read.node()).isEqualTo("prover");
        assertThat(read.verify())
                .contains(new VerifyConfig("0 30 4 * * ?", ZoneId.of("UTC"), Proof.Level.PROOF, Optional.empty()));
    }

    @Test
    void everythingThatIsSaidIsTaken() throws IOException {
        AgentConfig read = read(ARCHIVE + SOURCES + """
                verify:
                  cron: "0 30 4 * * ?"
                  time-zone: Europe/Berlin
                  level: objects
                  drill: {enabled: true, zookeeper-home: /opt/zookeeper, work-dir: /var/tmp, ready-within: 5m}
                """);

        assertThat(read.verify())
                .contains(new VerifyConfig(
                        "0 30 4 * * ?",
                        ZoneId.of("Europe/Berlin"),
                        Proof.Level.OBJECTS,
                        Optional.of(new DrillConfig(
                                Optional.of(Path.of("/opt/zookeeper")), Path.of("/var/tmp"), Duration.ofMinutes(5)))));
    }

    @Test
    void aDrillIsMeantByItsBlockUnlessThatSaysOtherwise() throws IOException {
        assertThat(drill("{work-dir: /var/tmp}"))
                .contains(new DrillConfig(Optional.empty(), Path.of("/var/tmp"), Duration.ofMinutes(10)));
        assertThat(drill("{enabled: true}").orElseThrow().work())
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
        assertThat(drill("{enabled: false, work-dir: /var/tmp}")).isEmpty();
    }

    @Test
    void allProblemsAreToldAtOnceWithTheNearestMatch() {
        assertThat(problems(ARCHIVE + SOURCES + """
                verify:
                  cron: daily
                  timezone: UTC
                  level: drill
                  drill: {enable: true, zookeeper-home: opt, ready-within: soon}
                """))
                .containsExactly(
                        ":5:9: verify.cron: 'daily' is not a cron expression: six or seven fields (seconds minutes hours"
                                + " day-of-month month day-of-week [year]), such as '0 0 3 * * ?'",
                        ":6:3: unknown key 'timezone' in verify; did you mean 'time-zone'?",
                        ":7:10: verify.level: 'drill' is not a level of a look: use objects or proof",
                        ":8:11: unknown key 'enable' in verify.drill; did you mean 'enabled'?",
                        ":8:41: verify.drill.zookeeper-home: 'opt' is not an absolute path: begin with /",
                        ":8:60: verify.drill.ready-within: 'soon' is not a duration: a whole number and s, m, h or d, such"
                                + " as 90s or 2h");
    }

    @Test
    void aScheduleOfNothingIsAProblem() {
        assertThat(problems(ARCHIVE + "schedule: {cron: \"0 0 3 * * ?\"}\nverify: {cron: \"0 30 4 * * ?\"}\n"))
                .singleElement()
                .asString()
                .contains("schedule: there is nothing to back up, since there are no 'sources'");
        assertThat(problems(ARCHIVE)).singleElement().asString().contains("missing required key 'sources'", "'verify'");
    }

    private Optional<DrillConfig> drill(String block) throws IOException {
        return read(ARCHIVE + SOURCES + "verify: {cron: \"0 30 4 * * ?\", drill: " + block + "}\n")
                .verify()
                .orElseThrow()
                .drill();
    }

    private AgentConfig read(String text) throws IOException {
        return ConfigReader.agent(
                        Files.writeString(folder.resolve("agent.yaml"), text),
                        Map.of(),
                        Overrides.NONE,
                        () -> "prover",
                        Daily.ALWAYS)
                .config();
    }

    private List<String> problems(String text) {
        String file = folder.resolve("agent.yaml").toString();
        return catchThrowableOfType(ConfigException.class, () -> read(text)).problems().stream()
                .map(problem -> problem.replace(file, ""))
                .toList();
    }
}
