package dev.keepsake.checkup.preflight;

import static dev.keepsake.checkup.preflight.EnsembleChecksTest.against;
import static dev.keepsake.checkup.preflight.EnsembleChecksTest.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Standing;
import dev.keepsake.framework.MarathonSeen;
import dev.keepsake.framework.MarathonSeen.Member;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarathonChecksTest {

    private static final List<Member> AGREED = List.of(follows("a", "a:8080"), follows("b", "a:8080"));

    @Test
    void nothingSpeaksAgainstAMarathonAtRest() {
        List<Finding> findings = MarathonChecks.of("marathon", seen(AGREED, List.of(), List.of(), List.of()));

        assertThat(against(findings)).isEmpty();
        assertThat(findings).hasSize(3);
    }

    @Test
    void membersWithoutALeaderOrWithTwoAreNamed() {
        Member lost = new Member(URI.create("http://b:8080"), Optional.empty(), Optional.of("404: There is no leader"));

        assertThat(against(MarathonChecks.of(
                        "marathon", seen(List.of(AGREED.get(0), lost), List.of(), List.of(), List.of()))))
                .containsExactly("marathon.leader marathon http://b:8080");
        assertThat(only(
                                MarathonChecks.of(
                                        "marathon",
                                        seen(
                                                List.of(AGREED.get(0), follows("b", "b:8080")),
                                                List.of(),
                                                List.of(),
                                                List.of())),
                                "marathon.leader")
                        .seen())
                .isEqualTo("the members follow a:8080 and b:8080");
    }

    @Test
    void deploymentsUnderWayAreNamed() {
        List<Finding> findings = MarathonChecks.of(
                "marathon",
                seen(AGREED, List.of("d1 of /a", "d2 of /b", "d3 of /c", "d4 of /d"), List.of(), List.of()));

        assertThat(only(findings, "marathon.deployments").seen())
                .isEqualTo("4 under way: d1 of /a; d2 of /b; d3 of /c; and 1 more");
    }

    @Test
    void appsThatAreNotWellAreNamedAndOnesThatNobodyCountedAreNotTakenForGood() {
        Finding unwell = only(
                MarathonChecks.of(
                        "marathon", seen(AGREED, List.of(), List.of("/a: 1 of 3 instances run"), List.of("/b"))),
                "marathon.apps-healthy");
        Finding untold = only(
                MarathonChecks.of("marathon", seen(AGREED, List.of(), List.of(), List.of("/b"))),
                "marathon.apps-healthy");

        assertThat(unwell.seen()).isEqualTo("1 of 5 apps and pods: /a: 1 of 3 instances run");
        assertThat(untold.standing()).isEqualTo(Standing.UNKNOWN);
    }

    @Test
    void aMarathonThatCannotBeAskedIsNotTakenForGood() {
        List<Finding> findings = MarathonChecks.unknown("marathon", "no connection");

        assertThat(findings).hasSize(3).allMatch(finding -> finding.standing() == Standing.UNKNOWN);
    }

    private static Member follows(String name, String leader) {
        return new Member(URI.create("http://" + name + ":8080"), Optional.of(leader), Optional.empty());
    }

    private static MarathonSeen seen(
            List<Member> members, List<String> deployments, List<String> unwell, List<String> untold) {
        return new MarathonSeen(
                members,
                Optional.of(new MarathonSeen.State("1.11.24", deployments, 4, 1, unwell, untold)),
                Optional.empty());
    }
}
