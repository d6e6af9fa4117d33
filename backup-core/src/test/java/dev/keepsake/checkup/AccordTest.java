package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AccordTest {

    private static final Map<String, String> THREE = Map.of(
            "conf.server.1", "a:2888:3888:participant;0.0.0.0:2181",
            "conf.server.2", "b:2888:3888:participant",
            "conf.server.3", "c:2888:3888:participant");

    @Test
    void nothingIsFoundAmongMembersThatFitEachOther() {
        assertThat(Tales.broken(check(
                        member(1, "leader", "500000064", with("synced_followers", "2")),
                        member(2, "follower", "500000060", with("conf.server.1", "a:2888:3888;2181")),
                        member(3, "follower", "500000064", with("conf.server.3", "0.0.0.0:2888:3888")))))
                .isEmpty();
    }

    @Test
    void aLeaderTellsOfVotersThatNobodyAsked() {
        assertThat(Tales.found(
                        check(member(1, "leader", "500000064", with("synced_followers", "1"))), EnsembleRules.SYNCED))
                .containsExactly("zk: 1 followers have caught up with the leader 10.0.0.1:2181, of 2");
    }

    @Test
    void aMemberFarBehindOrInAnotherEpochIsFound() {
        MemberAnswer leader = member(1, "leader", "5000fffff", THREE);

        assertThat(Tales.found(check(leader, member(2, "follower", "50000ffff", THREE)), EnsembleRules.BEHIND))
                .containsExactly("zk 10.0.0.2:2181: it is at 0x50000ffff, the leader at 0x5000fffff");
        assertThat(Tales.broken(check(leader, member(2, "follower", "4ffffffff", THREE))))
                .containsExactly("zk.behind");
        assertThat(Tales.broken(
                        check(member(1, "leader", "500000001", THREE), member(2, "follower", "600000000", THREE))))
                .containsExactly("zk.behind");
        assertThat(Tales.broken(
                        check(member(1, "leader", "500000000", THREE), member(2, "follower", "4ffffffff", THREE))))
                .as("until the first change of an epoch a follower shows the one before")
                .isEmpty();
    }

    @Test
    void listsThatDifferAreFoundAndAreNotAddedUp() {
        List<Finding> other = check(
                member(1, "leader", "500000064", THREE),
                member(2, "follower", "500000064", with("conf.server.2", "z:2888:3888")));
        Map<String, String> fourth = new TreeMap<>(THREE);
        fourth.remove("conf.server.3");
        fourth.put("conf.server.4", "d:2888:3888");
        List<Finding> ids = check(member(1, "leader", "500000064", THREE), member(2, "follower", "500000064", fourth));

        assertThat(Tales.found(other, EnsembleRules.LISTS)).containsExactly("zk: server 2 is b:2888 or z:2888");
        assertThat(Tales.found(ids, EnsembleRules.LISTS))
                .containsExactly("zk: 10.0.0.1:2181 lists 1, 2, 3; 10.0.0.2:2181 lists 1, 2, 4");
        assertThat(Tales.broken(ids)).doesNotContain("zk.even-size");
    }

    @Test
    void whoseFollowersAloneWereAskedIsNotSaidToHaveNoLeader() {
        List<Finding> follower = check(member(2, "follower", "500000064", THREE));

        assertThat(Tales.broken(follower)).isEmpty();
        assertThat(follower.stream().filter(finding -> finding.standing() == Standing.UNKNOWN))
                .extracting(finding -> finding.rule().id() + ": " + finding.seen())
                .contains(
                        "zk.leader: only 1 of 3 voters were asked, and they follow another one",
                        "zk.silent-member: only 1 of 3 voters were asked");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> all = new TreeMap<>(THREE);
        all.put(name, value);
        return all;
    }

    /** What is said of a small ensemble by those that look at it as a whole. */
    private static List<Finding> check(MemberAnswer... answers) {
        List<Finding> findings = new ArrayList<>(new EnsembleCheck("zk", Profile.STAGING, List.of(answers)).findings());
        findings.removeIf(finding -> finding.rule().equals(EnsembleRules.HEAP));
        return findings;
    }

    private static MemberAnswer member(int id, String mode, String zxid, Map<String, String> other) {
        TreeMap<String, String> said = new TreeMap<>(other);
        said.put("server_state", mode);
        said.put("zxid", zxid);
        said.put("version", "3.9.5");
        return new MemberAnswer(
                MemberContact.plain("10.0.0." + id, 2181),
                Optional.empty(),
                said,
                new TreeMap<>(),
                Duration.ofMillis(1));
    }
}
