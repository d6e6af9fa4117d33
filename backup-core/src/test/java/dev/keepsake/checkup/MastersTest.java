package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many masters there are, since when they lead, and what ended under them. */
final class MastersTest {

    private static final String STATE = "{\"frameworks\":[],\"slaves\":[],\"start_time\":1000.5,\"elected_time\":%s}";

    @Test
    void theLargerQuorumComesBeforeTheNewMasters() throws IOException {
        Finding three = size(2, 3);
        Finding one = size(1, 1);

        assertThat(three.severity()).isEqualTo(Severity.WARNING);
        assertThat(three.seen()).isEqualTo("3 masters, quorum 2");
        assertThat(three.remedy())
                .startsWith("first restart the masters that are there")
                .contains("only then start the new");
        assertThat(one.remedy()).contains("'A replicated log of Mesos'");
    }

    @Test
    void moreReplicasThanTheQuorumIsMeantForAreWorseThanFew() throws IOException {
        Finding many = size(2, 5);
        Finding even = size(2, 4);
        Finding away = size(3, 3);

        assertThat(many.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(many.seen()).isEqualTo("5 replicas with --quorum 2");
        assertThat(many.remedy()).contains("too many");
        assertThat(even.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(away.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(away.remedy()).contains("start the masters that are missing");
        assertThat(size(3, 5).standing()).isEqualTo(Standing.PASSED);
    }

    @Test
    void aMasterThatWasElectedAWhileAgoIsFoundHoweverLongItRuns() throws IOException {
        assertThat(uptime("90900.0").isFound()).isTrue();
        assertThat(uptime("90900.0").seen()).endsWith("had run for 90000 s, and led for 100 s");
        assertThat(uptime("1000.9").standing()).isEqualTo(Standing.PASSED);
    }

    @Test
    void aFewTasksSayNothing() throws IOException {
        assertThat(Tales.broken(check(2, 3, "0", 19, 80).findings())).doesNotContain("mesos.tasks-lost");
        assertThat(Tales.broken(check(2, 3, "0", 20, 80).findings())).contains("mesos.tasks-lost");
    }

    @Test
    void anAgentThatOnlyGrewIsWorthANote() throws IOException {
        assertThat(changed("{\"cpus\":8,\"mem\":1024,\"gpus\":1}").severity()).isEqualTo(Severity.NOTE);
        assertThat(changed("{\"cpus\":8,\"mem\":1024,\"gpus\":1}").remedy())
                .contains("--reconfiguration_policy=additive");
        assertThat(changed("{\"cpus\":2,\"mem\":1024}").severity()).isEqualTo(Severity.WARNING);
        assertThat(changed("{\"cpus\":4}").severity()).isEqualTo(Severity.WARNING);
    }

    private static Finding changed(String resources) throws IOException {
        String slaves = "{\"slaves\":[{\"id\":\"S1\",\"hostname\":\"a1\",\"resources\":%s}]}";
        return only(
                new MasterCheck(
                        Tales.of("mesos-master", Map.of("state", "{}", "slaves", slaves.formatted(resources))),
                        Optional.of(Tales.of(
                                "mesos-master", Map.of("slaves", slaves.formatted("{\"cpus\":4,\"mem\":1024}")))),
                        Profile.STAGING),
                MasterRules.AGENT);
    }

    private static Finding size(int quorum, int replicas) throws IOException {
        return only(check(quorum, replicas, "1000.9", 0, 0), MasterRules.SIZE);
    }

    private static Finding uptime(String elected) throws IOException {
        return only(check(2, 3, elected, 0, 0), MasterRules.UPTIME);
    }

    private static Finding only(MasterCheck check, Rule rule) throws IOException {
        return check.findings().stream()
                .filter(finding -> finding.rule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private static MasterCheck check(int quorum, int replicas, String elected, int lost, int finished) {
        return new MasterCheck(
                Tales.of(
                        "mesos-master",
                        Map.of(
                                "state", STATE.formatted(elected),
                                "flags", "{\"flags\":{\"quorum\":\"" + quorum + "\"}}",
                                "metrics-snapshot",
                                        "{\"master/elected\":1.0,\"master/uptime_secs\":90000.0,"
                                                + "\"registrar/log/ensemble_size\":" + replicas
                                                + ",\"master/tasks_lost\":" + lost + ",\"master/tasks_finished\":"
                                                + finished + "}")),
                Optional.empty(),
                Profile.PRODUCTION);
    }
}
