package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnsembleCheckTest {

    private static final Map<String, String> CALM = Map.of(
            "outstanding_requests", "0",
            "watch_count", "10",
            "num_alive_connections", "12",
            "approximate_data_size", "1048576",
            "env.os.memory.max", "512MB",
            "packets_received", "5000",
            "avg_latency", "1.5",
            "max_jvm_pause_time_ms", "12",
            "cnt_jvm_pause_time_ms", "90000");

    @Test
    void nothingIsFoundInAnEnsembleThatIsAsItShouldBe() {
        assertThat(Tales.broken(check(five()))).isEmpty();
    }

    @Test
    void anEvenOrSmallEnsembleIsFound() {
        assertThat(Tales.broken(check(five().subList(0, 4)))).containsExactly("zk.even-size", "zk.size");
        assertThat(Tales.broken(check(five().subList(0, 3)))).containsExactly("zk.size");
        assertThat(Tales.broken(new EnsembleCheck("zk", Profile.STAGING, five().subList(0, 3)).findings()))
                .isEmpty();
    }

    @Test
    void aConfigurationSaysBetterHowManyVotersThereAre() {
        List<MemberAnswer> answers = five();
        answers.set(
                0,
                member(
                        1,
                        "leader",
                        Map.of("conf.server.1", "a:1:2", "conf.server.2", "b:1:2", "conf.server.3", "c:1:2:observer")));

        assertThat(Tales.found(check(answers), EnsembleRules.EVEN)).containsExactly("zk: 2 voters");
    }

    @Test
    void aSilentMemberAndOneThatServesNobodyAreFound() {
        List<MemberAnswer> answers = five();
        answers.set(1, MemberAnswer.silent(MemberContact.plain("h", 1), "Connection refused"));
        answers.set(2, member(3, "read-only", Map.of()));

        assertThat(Tales.found(check(answers), EnsembleRules.SILENT))
                .containsExactly(
                        "zk h:1: Connection refused",
                        "zk 10.0.0.3:2181: it is in read-only mode: cut off from its ensemble");
    }

    @Test
    void noLeaderAndTwoLeadersAreFound() {
        List<MemberAnswer> answers = five();
        answers.set(0, member(1, "follower", Map.of()));
        assertThat(Tales.broken(check(answers))).containsExactly("zk.leader");

        answers.set(0, member(1, "leader", Map.of()));
        answers.set(1, member(2, "leader", Map.of()));
        assertThat(Tales.broken(check(answers))).containsExactly("zk.leader");
    }

    @Test
    void versionsThatLoseDataOrDifferAreFound() {
        assertThat(Tales.broken(check(with("version", "3.9.3"))))
                .containsExactly("zk.data-loss-version", "zk.mixed-versions");
        assertThat(Tales.broken(check(with("version", "3.8.6")))).containsExactly("zk.mixed-versions");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "3.4.14, ZOOKEEPER-3589",
        "3.5.4, ZOOKEEPER-3104",
        "3.5.6, ZOOKEEPER-3911 ZOOKEEPER-3642 ZOOKEEPER-3644",
        "3.5.9, ZOOKEEPER-3911 ZOOKEEPER-3642",
        "3.6.2, ZOOKEEPER-3911 ZOOKEEPER-3642",
        "3.9.1, ZOOKEEPER-4785",
        "3.9.3, ZOOKEEPER-4925"
    })
    void whatAVersionIsKnownForIsNamedByItsIssues(String version, String issues) {
        assertThat(KnownVersions.faults(version))
                .extracting(KnownVersions.Fault::issue)
                .containsExactly(issues.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.5.10", "3.6.3", "3.6.4", "3.7.2", "3.8.6", "3.9.2", "3.9.4", "3.9.5", "3.10.0"})
    void nothingIsSaidOfVersionsThatNothingIsKnownOf(String version) {
        assertThat(KnownVersions.faults(version)).isEmpty();
    }

    @Test
    void onlyWhatStrikesInEverydayWorkIsCritical() {
        assertThat(severity("3.9.3")).isEqualTo(Severity.CRITICAL);
        assertThat(severity("3.4.14")).isEqualTo(Severity.WARNING);
    }

    private static Severity severity(String version) {
        return check(with("version", version)).stream()
                .filter(finding -> finding.rule().equals(EnsembleRules.DATA_LOSS) && finding.isFound())
                .findFirst()
                .orElseThrow()
                .severity();
    }

    @Test
    void aMemberUnderStrainIsFound() {
        assertThat(Tales.broken(check(with("outstanding_requests", "5000")))).containsExactly("zk.outstanding");
        assertThat(Tales.broken(check(with("watch_count", "2000000")))).containsExactly("zk.watches");
        assertThat(Tales.broken(check(with("num_alive_connections", "9000")))).containsExactly("zk.connections");
        assertThat(Tales.broken(check(with("avg_latency", "80.5")))).containsExactly("zk.latency");
        assertThat(Tales.broken(check(with("max_jvm_pause_time_ms", "9000")))).containsExactly("zk.jvm-pauses");
        assertThat(Tales.broken(check(with("approximate_data_size", "500000000"))))
                .containsExactly("zk.heap");
    }

    @Test
    void whatAMemberDoesNotSayIsNotTakenForGood() {
        MemberAnswer poor = new MemberAnswer(
                MemberContact.plain("10.0.0.1", 2181),
                Optional.empty(),
                new TreeMap<>(Map.of("server_state", "standalone", "version", "3.9.5")),
                new TreeMap<>(Map.of("mntr", "'mntr' is not in its 4lw.commands.whitelist")),
                Duration.ofMillis(1));

        List<Finding> findings = check(List.of(poor));

        assertThat(findings)
                .filteredOn(finding -> finding.standing() == Standing.UNKNOWN)
                .extracting(finding -> finding.rule().id())
                .contains("zk.watches", "zk.outstanding", "zk.heap");
    }

    private static List<Finding> check(List<MemberAnswer> answers) {
        return new EnsembleCheck("zk", Profile.PRODUCTION, answers).findings();
    }

    private static List<MemberAnswer> with(String name, String value) {
        List<MemberAnswer> answers = five();
        answers.set(1, member(2, "follower", Map.of(name, value)));
        return answers;
    }

    private static List<MemberAnswer> five() {
        List<MemberAnswer> answers = new ArrayList<>(List.of(member(1, "leader", Map.of())));
        for (int id = 2; id <= 5; id++) {
            answers.add(member(id, "follower", Map.of()));
        }
        return answers;
    }

    private static MemberAnswer member(int id, String mode, Map<String, String> other) {
        TreeMap<String, String> said = new TreeMap<>(CALM);
        said.put("server_state", mode);
        said.put("version", "3.9.5");
        said.putAll(other);
        return new MemberAnswer(
                MemberContact.plain("10.0.0." + id, 2181),
                Optional.empty(),
                said,
                new TreeMap<>(),
                Duration.ofMillis(1));
    }
}
