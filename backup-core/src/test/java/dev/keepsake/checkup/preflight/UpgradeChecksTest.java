package dev.keepsake.checkup.preflight;

import static dev.keepsake.checkup.preflight.EnsembleChecksTest.against;
import static dev.keepsake.checkup.preflight.EnsembleChecksTest.member;
import static dev.keepsake.checkup.preflight.EnsembleChecksTest.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.MemberAnswer;
import dev.keepsake.checkup.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpgradeChecksTest {

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "3.8.6, 3.9.5, ''",
        "3.5.10, 3.9.5, ''",
        "3.4.14, 3.5.10, ''",
        "3.9.5, 3.9.5, ''",
        "3.4.14, 3.9.5, 3.5.10 first",
        "3.4.14, 3.6.0, 3.5.10 first",
        "3.4.5, 3.5.10, 3.4.14 first",
        "3.5.4, 3.8.6, 3.5.10 first",
        "3.9.5, 3.8.6, downgrade"
    })
    void someStepsAreSupportedAndOthersNeedOneBetween(String from, String to, String remedy) {
        Finding path = only(UpgradeChecks.of(ensemble(from), release(to)), "zk.upgrade-path");

        assertThat(path.isFound()).isEqualTo(!remedy.isEmpty());
        assertThat(path.remedy()).contains(remedy);
    }

    @Test
    void theReleaseThatLosesDataByItselfIsNamedByItsIssue() {
        assertThat(only(UpgradeChecks.of(ensemble("3.9.2"), release("3.9.3")), "zk.upgrade-target")
                        .remedy())
                .contains("ZOOKEEPER-4925", "mended in 3.9.4");
    }

    @ParameterizedTest
    @CsvSource({"3.9.3", "3.5.4", "3.5.0"})
    void someReleasesMustNotRunAtAll(String to) {
        assertThat(against(UpgradeChecks.of(ensemble("3.4.14"), release(to)))).contains("zk.upgrade-target zk");
    }

    @ParameterizedTest
    @CsvSource({"3.4.14, ZOOKEEPER-3589", "3.5.6, ZOOKEEPER-3644", "3.9.1, ZOOKEEPER-4785"})
    void aReleaseThatIsOnlyAStepIsNamedForWhatItHasAndHoldsNothingUp(String to, String issue) {
        List<Finding> findings = UpgradeChecks.of(ensemble("3.4.6"), release(to));

        assertThat(only(findings, "zk.upgrade-target").isFound()).isFalse();
        assertThat(findings)
                .anyMatch(finding -> finding.rule().id().equals("zk.upgrade-mind")
                        && finding.severity() == Severity.NOTE
                        && finding.remedy().contains(issue));
    }

    @Test
    void theOldestMemberCounts() {
        Finding path =
                only(UpgradeChecks.of(ensemble("3.8.6", "3.4.14", "3.8.6"), release("3.9.5")), "zk.upgrade-path");

        assertThat(path.seen()).isEqualTo("from 3.4.14 to 3.9.5");
    }

    @Test
    void whatBehavesDifferentlyIsSaidAndHoldsNothingUp() {
        List<Finding> findings = UpgradeChecks.of(ensemble("3.4.14"), release("3.5.10"));

        assertThat(findings)
                .filteredOn(finding -> finding.rule().id().equals("zk.upgrade-mind"))
                .extracting(Finding::severity)
                .containsExactly(Severity.NOTE, Severity.NOTE);
        assertThat(against(UpgradeChecks.of(ensemble("3.5.10"), release("3.9.5"))))
                .isEmpty();
    }

    @Test
    void membersOfTwoReleasesAreAnUpgradeThatWasNotEnded() {
        assertThat(against(UpgradeChecks.versions(ensemble("3.8.6", "3.9.5")))).containsExactly("zk.one-version zk");
        assertThat(against(UpgradeChecks.versions(ensemble("3.8.6", "3.8.6")))).isEmpty();
    }

    @Test
    void logsWithoutASnapshotDoNotStartFrom355On() {
        ServerDisk without = disk(0, 2);

        assertThat(against(UpgradeChecks.snapshot(without, release("3.4.14"), release("3.5.10"))))
                .containsExactly("zk.upgrade-snapshot zk");
        assertThat(UpgradeChecks.snapshot(without, release("3.4.14"), release("3.5.6"))
                        .get(0)
                        .remedy())
                .contains("ZOOKEEPER-3644");
        assertThat(against(UpgradeChecks.snapshot(disk(1, 2), release("3.4.14"), release("3.5.10"))))
                .isEmpty();
        assertThat(UpgradeChecks.snapshot(without, release("3.5.10"), release("3.9.5")))
                .isEmpty();
    }

    @Test
    void znodesWithATimeToLiveNeedASetting() {
        assertThat(UpgradeChecks.timesToLive("zk", 0).isFound()).isFalse();
        assertThat(UpgradeChecks.timesToLive("zk", 3).remedy()).contains("extendedTypesEnabled=true");
    }

    private static ServerDisk disk(long snapshots, long logs) {
        return new ServerDisk("zk", Path.of("/zk"), snapshots, 0, logs, List.of(), Optional.empty());
    }

    private static Release release(String text) {
        return Release.of(text).orElseThrow();
    }

    private static EnsembleSeen ensemble(String... versions) {
        List<MemberAnswer> members = new ArrayList<>();
        for (String version : versions) {
            members.add(member(
                    members.size() + 1,
                    members.isEmpty() ? "leader" : "follower",
                    0x100000001L,
                    0,
                    "version",
                    version));
        }
        return new EnsembleSeen(
                "zk", members, OptionalInt.of(versions.length), OptionalLong.of(0x100000001L), Optional.empty());
    }
}
