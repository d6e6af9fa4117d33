package dev.keepsake.checkup.preflight;

import static dev.keepsake.checkup.preflight.EnsembleChecksTest.against;
import static dev.keepsake.checkup.preflight.EnsembleChecksTest.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Standing;
import dev.keepsake.framework.MasterSeen;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MasterChecksTest {

    private static final Duration LONG = Duration.ofDays(3);

    @Test
    void nothingSpeaksAgainstThreeSettledMasters() {
        List<Finding> findings =
                MasterChecks.of("masters", List.of(master(1, true), master(2, false), master(3, false)));

        assertThat(against(findings)).isEmpty();
        assertThat(findings).hasSize(5);
    }

    @Test
    void aMasterThatSaysNothingIsNamed() {
        List<Finding> findings =
                MasterChecks.of("masters", List.of(master(1, true), master(2, false), silent(3, "no connection")));

        assertThat(against(findings)).containsExactly("mesos.master-reached masters http://m3:5050");
    }

    @Test
    void oneMasterMustLeadAndNoMore() {
        Finding none = only(MasterChecks.of("masters", List.of(master(1, false))), "mesos.one-leader");
        Finding two = only(MasterChecks.of("masters", List.of(master(1, true), master(2, true))), "mesos.one-leader");

        assertThat(none.seen()).contains("none of 1");
        assertThat(two.seen()).isEqualTo("http://m1:5050 and http://m2:5050 say that they lead");
    }

    @Test
    void aLogThatHasNotRecoveredIsNamedAndOneThatDoesNotSayIsNoGoodOne() {
        List<Finding> findings = MasterChecks.of(
                "masters",
                List.of(
                        master(1, true),
                        seen(2, LONG, Optional.of(false), 3, 2),
                        seen(3, LONG, Optional.empty(), 3, 2)));

        assertThat(against(findings))
                .containsExactly(
                        "mesos.log-recovered masters http://m2:5050", "mesos.log-recovered masters http://m3:5050");
        assertThat(findings)
                .filteredOn(finding -> finding.standing() == Standing.UNKNOWN)
                .hasSize(1);
    }

    @Test
    void theReplicasMustBeTwiceTheQuorumLessOne() {
        assertThat(quorum(4, 2))
                .contains("4 replicas with --quorum 2", "3 replicas for that quorum", "too many at once");
        assertThat(quorum(2, 2)).contains("2 replicas with --quorum 2", "start the masters that are missing");
        assertThat(quorum(5, 3)).contains("5 replicas, and 3 masters were asked");
    }

    @Test
    void mastersMustAgreeOnTheQuorumAndSayIt() {
        Finding unequal = only(
                MasterChecks.of("masters", List.of(master(1, true), seen(2, LONG, Optional.of(true), 3, 1))),
                "mesos.log-quorum");
        Finding untold =
                only(MasterChecks.of("masters", List.of(seen(1, LONG, Optional.of(true), 3, 0))), "mesos.log-quorum");

        assertThat(unequal.seen()).contains("quorums [1, 2]");
        assertThat(untold.standing()).isEqualTo(Standing.UNKNOWN);
    }

    @Test
    void aMasterThatWasStartedAShortWhileAgoHasNotSettled() {
        List<Finding> findings = MasterChecks.of(
                "masters",
                List.of(master(1, true), master(2, false), seen(3, Duration.ofSeconds(599), Optional.of(true), 3, 2)));

        assertThat(against(findings)).containsExactly("mesos.master-uptime masters http://m3:5050");
    }

    private static String quorum(int replicas, int quorum) {
        Finding finding = only(
                MasterChecks.of(
                        "masters",
                        List.of(
                                seen(1, LONG, Optional.of(true), replicas, quorum),
                                seen(2, LONG, Optional.of(true), replicas, quorum),
                                seen(3, LONG, Optional.of(true), replicas, quorum))),
                "mesos.log-quorum");
        assertThat(finding.isFound()).isTrue();
        return finding.seen() + "; " + finding.expected() + "; " + finding.remedy();
    }

    private static MasterSeen master(int number, boolean elected) {
        return new MasterSeen(
                url(number), Optional.empty(), elected, LONG, Optional.of(true), OptionalInt.of(3), OptionalInt.of(2));
    }

    private static MasterSeen seen(int number, Duration uptime, Optional<Boolean> recovered, int replicas, int quorum) {
        return new MasterSeen(
                url(number),
                Optional.empty(),
                false,
                uptime,
                recovered,
                OptionalInt.of(replicas),
                quorum == 0 ? OptionalInt.empty() : OptionalInt.of(quorum));
    }

    private static MasterSeen silent(int number, String why) {
        return new MasterSeen(
                url(number),
                Optional.of(why),
                false,
                Duration.ZERO,
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    private static URI url(int number) {
        return URI.create("http://m" + number + ":5050");
    }
}
