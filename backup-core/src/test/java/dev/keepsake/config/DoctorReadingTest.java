package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keepsake.checkup.Profile;
import dev.keepsake.checkup.Severity;
import dev.keepsake.checkup.Silence;
import dev.keepsake.checkup.preflight.HealthRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorReadingTest {

    private static final String REST = """
            cluster: prod
            store: {url: "file:///backups"}
            sources: [{name: zk, type: zookeeper, data-dir: /var/lib/zookeeper}]
            """;

    @TempDir
    private Path folder;

    @Test
    void withoutTheBlockAClusterIsOneOfProduction() throws IOException {
        DoctorConfig read = read(REST);

        assertThat(read.profile()).isEqualTo(Profile.PRODUCTION);
        assertThat(read.members()).isEmpty();
        assertThat(read.silences()).isEmpty();
        assertThat(read.sources()).extracting(SourceConfig::name).containsExactly("zk");
    }

    @Test
    void everythingThatIsSaidIsTaken() throws IOException {
        DoctorConfig read = read(REST + """
            doctor:
              profile: staging
              members:
                - {client: "10.0.0.1:2181", admin: "http://10.0.0.1:8080/commands"}
                - {client: "[::1]:2181"}
              silence:
                - {rule: marathon.image-tag, subject: "* /legacy/*", reason: "gone by May"}
                - {rule: mesos.*, reason: "a laboratory"}
                - {rule: zk.odd-size, reason: "an upgrade finds this"}
            """);

        assertThat(read.profile()).isEqualTo(Profile.STAGING);
        assertThat(read.members())
                .containsExactly(
                        new DoctorConfig.Member(
                                "10.0.0.1",
                                2181,
                                Optional.of(URI.create("http://10.0.0.1:8080/commands")),
                                Optional.empty()),
                        new DoctorConfig.Member("::1", 2181, Optional.empty(), Optional.empty()));
        assertThat(read.silences())
                .containsExactly(
                        new Silence("marathon.image-tag", Optional.of("* /legacy/*"), "gone by May"),
                        new Silence("mesos.*", Optional.empty(), "a laboratory"),
                        new Silence("zk.odd-size", Optional.empty(), "an upgrade finds this"));
    }

    @Test
    void whatMayCostDataOrTheQuorumIsNotSilenced() {
        assertThat(problems(() -> read(REST + """
                    doctor: {silence: [{rule: zk.in-sync, reason: "it always lags"}]}
                    """)))
                .singleElement()
                .asString()
                .contains("doctor.silence[0].rule: 'zk.in-sync' cannot be silenced");
        assertThat(HealthRules.all()).anyMatch(HealthRules::maySilence);
        assertThat(HealthRules.all())
                .filteredOn(rule -> rule.severity() == Severity.CRITICAL)
                .isNotEmpty()
                .noneMatch(HealthRules::maySilence);
    }

    @Test
    void allThatIsWrongIsSaidTogetherAndToTheAgentToo() {
        String wrong = REST + """
            doctor:
              profile: prod
              members: [{client: "10.0.0.1"}]
              silence:
                - {rule: zk.evensize, reason: "known"}
                - {rule: zk.even-size}
                - {rule: zk.even-size, reasons: "known"}
            """;
        List<String> expected = List.of(
                ":5:12: doctor.profile: 'prod' is not a profile: use production or staging",
                ":6:22: doctor.members[0].client: '10.0.0.1' is not an address: use host:port, such as 127.0.0.1:2181"
                        + " or [::1]:2181",
                ":8:14: doctor.silence[0].rule: 'zk.evensize' names no rule: did you mean 'zk.even-size'?",
                ":9:7: missing required key 'reason' in doctor.silence[1]",
                ":10:28: unknown key 'reasons' in doctor.silence[2]; did you mean 'reason'?");

        assertThat(problems(() -> read(wrong))).containsExactlyElementsOf(expected);
        assertThat(problems(() -> ConfigReader.agent(
                        Files.writeString(folder.resolve("agent.yaml"), wrong),
                        Map.of(),
                        Overrides.NONE,
                        () -> "master-1",
                        Daily.ALWAYS)))
                .containsExactlyElementsOf(expected);
    }

    private DoctorConfig read(String text) throws IOException {
        return ConfigReader.doctor(Files.writeString(folder.resolve("agent.yaml"), text), Map.of(), Overrides.NONE)
                .config();
    }

    private List<String> problems(ThrowingCallable reading) {
        String file = folder.resolve("agent.yaml").toString();
        return catchThrowableOfType(ConfigException.class, reading).problems().stream()
                .map(problem -> problem.replace(file, ""))
                .toList();
    }
}
