package dev.keepsake.checkup.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.MemberAnswer;
import dev.keepsake.checkup.MemberContact;
import dev.keepsake.checkup.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EnsembleChecksTest {

    private static final long COMMITTED = 0x5_0000_0010L;

    @Test
    void nothingSpeaksAgainstThreeMembersInStep() {
        List<Finding> findings = EnsembleChecks.of(seen(
                3,
                member(1, "leader", COMMITTED, 0),
                member(2, "follower", COMMITTED, 1),
                member(3, "follower", COMMITTED + 4, 10)));

        assertThat(findings).allMatch(finding -> finding.standing() == Standing.PASSED);
        assertThat(findings)
                .extracting(finding -> finding.rule().id())
                .containsExactly(
                        "zk.member-reached",
                        "zk.odd-size",
                        "zk.one-leader",
                        "zk.in-sync",
                        "zk.same-epoch",
                        "zk.outstanding");
    }

    @Test
    void aSilentMemberAndOneWithoutAQuorumAreTwoDifferentThings() {
        List<Finding> findings = EnsembleChecks.of(seen(
                3, member(1, "leader", COMMITTED, 0), silent(2, "Connection refused"), member(3, "", COMMITTED, 0)));

        assertThat(against(findings))
                .containsExactly("zk.member-reached zk 10.0.0.2:2181", "zk.member-reached zk 10.0.0.3:2181");
        assertThat(findings.get(0).seen()).isEqualTo("Connection refused");
        assertThat(findings.get(1).seen()).contains("serves nobody");
    }

    @Test
    void withoutALeaderNobodySaysWhatIsCommitted() {
        List<Finding> findings = EnsembleChecks.of(new EnsembleSeen(
                "zk",
                List.of(member(1, "", 0, 0), member(2, "", 0, 0), silent(3, "Connection refused")),
                OptionalInt.of(3),
                OptionalLong.empty(),
                Optional.empty()));

        assertThat(against(findings)).contains("zk.one-leader zk", "zk.in-sync zk");
        assertThat(only(findings, "zk.in-sync").standing()).isEqualTo(Standing.UNKNOWN);
        assertThat(only(findings, "zk.one-leader").seen()).contains("there is no quorum");
    }

    @Test
    void twoThatLeadAreTwoEnsembles() {
        List<Finding> findings =
                EnsembleChecks.of(seen(2, member(1, "standalone", COMMITTED, 0), member(2, "leader", COMMITTED, 0)));

        assertThat(only(findings, "zk.one-leader").seen())
                .isEqualTo("10.0.0.1:2181 and 10.0.0.2:2181 lead, or stand alone");
    }

    @Test
    void aFollowerThatHasNotGotToWhereTheLeaderWasIsNamed() {
        List<Finding> findings = EnsembleChecks.of(seen(
                3,
                member(1, "leader", COMMITTED, 0),
                member(2, "follower", COMMITTED - 1, 0),
                member(3, "follower", COMMITTED, 0)));

        assertThat(against(findings)).containsExactly("zk.in-sync zk 10.0.0.2:2181");
        assertThat(only(findings, "zk.in-sync").seen())
                .isEqualTo("at 0x50000000f, while the leader was at 0x500000010 before");
    }

    @Test
    void inAnEpochWithoutATransactionFollowersMayStillShowTheOneBefore() {
        List<Finding> findings = EnsembleChecks.of(seenAt(
                0x6_0000_0000L,
                3,
                member(1, "leader", 0x6_0000_0000L, 0),
                member(2, "follower", 0x5_0000_0020L, 0),
                member(3, "follower", 0x6_0000_0000L, 0)));

        assertThat(against(findings)).isEmpty();
    }

    @Test
    void aMemberOfAnotherEpochIsNamed() {
        List<Finding> findings = EnsembleChecks.of(seen(
                3,
                member(1, "leader", COMMITTED, 0),
                member(2, "follower", 0x7_0000_0001L, 0),
                member(3, "follower", COMMITTED, 0)));

        assertThat(against(findings)).containsExactly("zk.same-epoch zk 10.0.0.2:2181");
    }

    @Test
    void aLeaderThatCountsFewerFollowersThanAnswerIsBelieved() {
        MemberAnswer leader = member(1, "leader", COMMITTED, 0, "synced_followers", "1");
        List<Finding> findings = EnsembleChecks.of(
                seen(3, leader, member(2, "follower", COMMITTED, 0), member(3, "follower", COMMITTED, 0)));

        assertThat(against(findings)).containsExactly("zk.in-sync zk 10.0.0.1:2181");
    }

    @Test
    void anEvenNumberOfVotersIsNamedAndObserversDoNotCount() {
        List<Finding> even = EnsembleChecks.of(seen(
                4,
                member(1, "leader", COMMITTED, 0),
                member(2, "follower", COMMITTED, 0),
                member(3, "follower", COMMITTED, 0),
                member(4, "follower", COMMITTED, 0)));
        List<Finding> odd = EnsembleChecks.of(seen(
                3,
                member(1, "leader", COMMITTED, 0),
                member(2, "follower", COMMITTED, 0),
                member(3, "follower", COMMITTED, 0),
                member(4, "observer", COMMITTED, 0)));

        assertThat(against(even)).containsExactly("zk.odd-size zk");
        assertThat(against(odd)).isEmpty();
    }

    @Test
    void aMemberThatWasNotAskedIsNotTakenForGood() {
        List<Finding> findings =
                EnsembleChecks.of(seen(3, member(1, "leader", COMMITTED, 0), member(2, "follower", COMMITTED, 0)));
        List<Finding> nobodyKnows = EnsembleChecks.of(new EnsembleSeen(
                "zk",
                List.of(member(1, "leader", COMMITTED, 0)),
                OptionalInt.empty(),
                OptionalLong.of(COMMITTED),
                Optional.empty()));

        assertThat(only(findings, "zk.members-known").seen()).contains("3", "asked: 2");
        assertThat(only(nobodyKnows, "zk.members-known").standing()).isEqualTo(Standing.UNKNOWN);
        assertThat(only(nobodyKnows, "zk.members-known").remedy()).contains("--members");
    }

    @Test
    void theMembersOwnConfigurationCountsToo() {
        MemberAnswer leader = member(
                1,
                "leader",
                COMMITTED,
                0,
                "conf.server.1",
                "a:1:2",
                "conf.server.2",
                "b:1:2",
                "conf.server.3",
                "c:1:2:participant",
                "conf.server.4",
                "d:1:2:observer",
                "conf.server.5",
                "e:1:2");
        List<Finding> findings = EnsembleChecks.of(
                seen(3, leader, member(2, "follower", COMMITTED, 0), member(3, "follower", COMMITTED, 0)));

        assertThat(only(findings, "zk.members-known").seen()).contains("3 or 4", "asked: 3");
    }

    @Test
    void aServerThatStandsAloneIsNoEnsembleThatLacksMembers() {
        List<Finding> findings = EnsembleChecks.of(new EnsembleSeen(
                "zk",
                List.of(member(1, "standalone", COMMITTED, 0)),
                OptionalInt.empty(),
                OptionalLong.of(COMMITTED),
                Optional.empty()));

        assertThat(against(findings)).isEmpty();
        assertThat(only(findings, "zk.odd-size").seen()).contains("nobody is served");
    }

    @Test
    void requestsThatWaitAreNamed() {
        List<Finding> findings = EnsembleChecks.of(seen(
                3,
                member(1, "leader", COMMITTED, 11),
                member(2, "follower", COMMITTED, 0),
                member(3, "follower", COMMITTED, 0)));

        assertThat(against(findings)).containsExactly("zk.outstanding zk 10.0.0.1:2181");
    }

    private static EnsembleSeen seen(int voters, MemberAnswer... members) {
        return seenAt(COMMITTED, voters, members);
    }

    private static EnsembleSeen seenAt(long committed, int voters, MemberAnswer... members) {
        return new EnsembleSeen(
                "zk", List.of(members), OptionalInt.of(voters), OptionalLong.of(committed), Optional.empty());
    }

    static MemberAnswer member(int number, String mode, long zxid, int outstanding, String... more) {
        SortedMap<String, String> said = new TreeMap<>();
        if (mode.isEmpty()) {
            said.put("serving", "false");
        } else {
            said.put("server_state", mode);
            said.put("zxid", Long.toHexString(zxid));
            said.put("version", "3.8.6");
            said.put("outstanding_requests", Integer.toString(outstanding));
        }
        for (int i = 0; i < more.length; i += 2) {
            said.put(more[i], more[i + 1]);
        }
        return new MemberAnswer(
                MemberContact.plain("10.0.0." + number, 2181),
                Optional.empty(),
                said,
                new TreeMap<>(),
                Duration.ofMillis(1));
    }

    static MemberAnswer silent(int number, String why) {
        return new MemberAnswer(
                MemberContact.plain("10.0.0." + number, 2181),
                Optional.of(why),
                new TreeMap<>(),
                new TreeMap<>(),
                Duration.ZERO);
    }

    static List<String> against(List<Finding> findings) {
        List<String> against = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.standing() != Standing.PASSED) {
                against.add(finding.rule().id() + " " + finding.subject());
            }
        }
        return against;
    }

    static Finding only(List<Finding> findings, String rule) {
        List<Finding> some = findings.stream()
                .filter(finding -> finding.rule().id().equals(rule))
                .toList();
        assertThat(some).as(rule).isNotEmpty();
        return some.get(0);
    }
}
