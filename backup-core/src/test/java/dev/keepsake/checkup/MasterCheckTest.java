package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MasterCheckTest {

    private static final String AGENT = """
        {"id":"S1","hostname":"a1","attributes":{"rack":"r1"},"resources":{"cpus":4,"mem":14000},
         "reserved_resources_full":{"db":[{"name":"disk","scalar":{"value":100},"role":"db",
          "disk":{"persistence":{"id":"volume-1"}},
          "reservation":{"labels":{"labels":[{"key":"marathon_framework_id","value":"F1"}]}}}]}}\
        """;
    private static final String STATE = """
        {"hostname":"a1","slaves":[],"frameworks":[
         {"id":"F1","name":"marathon","active":true,"role":"db","failover_timeout":604800,"tasks":[{"id":"t"}]}]}\
        """;
    private static final String FLAGS = "{\"flags\":{\"quorum\":\"3\",\"authenticate_http_readwrite\":\"true\"}}";
    private static final String METRICS = """
        {"master/elected":1.0,"master/uptime_secs":90000.5,"registrar/log/ensemble_size":5.0,
         "master/tasks_failed":1,"master/tasks_finished":1000,"system/mem_total_bytes":17179869184}\
        """;

    @Test
    void nothingIsFoundInAClusterThatIsAsItShouldBe() throws IOException {
        assertThat(Tales.broken(check(Map.of()))).isEmpty();
    }

    @Test
    void mastersMustBeManyAndOdd() throws IOException {
        String three = FLAGS.replace("\"3\"", "\"2\"");
        String metrics = METRICS.replace("size\":5.0", "size\":3.0");

        assertThat(Tales.broken(check(Map.of("flags", three, "metrics-snapshot", metrics))))
                .containsExactly("mesos.masters");
        assertThat(Tales.broken(check(Map.of("metrics-snapshot", METRICS.replace("size\":5.0", "size\":6.0")))))
                .containsExactly("mesos.masters");
        assertThat(Tales.broken(new MasterCheck(
                                Tales.of("mesos-master", with(Map.of("flags", three, "metrics-snapshot", metrics))),
                                Optional.empty(),
                                Profile.STAGING)
                        .findings()))
                .isEmpty();
    }

    @Test
    void whoMayEndFrameworksHangsOnFlags() throws IOException {
        String none = "{\"flags\":{\"quorum\":\"3\"%s}}";

        assertThat(Tales.broken(check(Map.of("flags", none.formatted(""))))).containsExactly("mesos.open-teardown");
        assertThat(Tales.broken(check(Map.of("flags", none.formatted(",\"authenticate_http_readwrite\":\"false\"")))))
                .containsExactly("mesos.open-teardown");
        assertThat(Tales.broken(check(Map.of("flags", none.formatted(",\"acls\":\"permissive: false\\n\"")))))
                .isEmpty();
        assertThat(check(Map.of("flags", none.formatted(",\"acls\":\"/etc/mesos/acls\""))))
                .anyMatch(finding ->
                        finding.rule().equals(MasterRules.TEARDOWN) && finding.standing() == Standing.UNKNOWN);
    }

    @Test
    void aShortUptimeAndTasksThatEndBadlyAreFound() throws IOException {
        assertThat(Tales.broken(check(Map.of("metrics-snapshot", METRICS.replace("90000.5", "61.2")))))
                .containsExactly("mesos.uptime");
        assertThat(Tales.found(
                        check(Map.of("metrics-snapshot", METRICS.replace("failed\":1,", "failed\":250,"))),
                        MasterRules.FAILED))
                .containsExactly(
                        "mesos-master: 250 of 1250 tasks that ended since the leading master was started (20%)");
        assertThat(Tales.broken(check(Map.of(
                        "metrics-snapshot", METRICS.replace("failed\":1,", "lost\":20,\"master/tasks_killed\":500,")))))
                .containsExactly("mesos.tasks-killed", "mesos.tasks-lost");
    }

    @Test
    void anAgentThatChangedUnderItsIdIsFound() throws IOException {
        Told before = Tales.of("mesos-master", with(Map.of("slaves", slaves(AGENT.replace("r1", "r2")))));

        List<Finding> findings = new MasterCheck(
                        Tales.of("mesos-master", with(Map.of())), Optional.of(before), Profile.PRODUCTION)
                .findings();

        assertThat(Tales.found(findings, MasterRules.AGENT))
                .containsExactly("mesos-master agent a1: attributes were {\"rack\":\"r2\"} and are {\"rack\":\"r1\"}");
    }

    @Test
    void anAgentThatOffersItsWholeMachineIsFound() throws IOException {
        assertThat(Tales.broken(check(Map.of("slaves", slaves(AGENT.replace("14000", "16384"))))))
                .containsExactly("mesos.agent-room");
    }

    @Test
    void whatIsLeftOfFrameworksThatAreGoneIsFound() throws IOException {
        assertThat(Tales.found(check(Map.of("slaves", slaves(AGENT.replace("F1", "F0")))), MasterRules.LEFT))
                .containsExactly("mesos-master agent a1: the volume volume-1, disk 100 for framework F0 of role db");
        String inRole = "{\"id\":\"S1\",\"hostname\":\"a1\",\"reserved_resources\":{\"old\":{\"cpus\":1}}}";
        assertThat(Tales.found(check(Map.of("slaves", slaves(inRole))), MasterRules.LEFT))
                .containsExactly("mesos-master agent a1: {\"cpus\":1} for role old");
    }

    @Test
    void manyFrameworksHideNothingThatIsLeft() throws IOException {
        StringBuilder frameworks = new StringBuilder("{\"id\":\"F1\",\"name\":\"f\",\"active\":true}");
        for (int i = 2; i <= 1_200; i++) {
            frameworks.append(",{\"id\":\"F").append(i).append("\",\"name\":\"f\",\"active\":true}");
        }
        String state = "{\"hostname\":\"a1\",\"slaves\":[],\"frameworks\":[" + frameworks + "]}";
        String left = AGENT.replace("F1", "F0");

        assertThat(Tales.found(check(Map.of("state", state, "slaves", slaves(left))), MasterRules.LEFT))
                .hasSize(1);
        assertThat(Tales.found(
                        check(Map.of("slaves", slaves(String.join(",", Collections.nCopies(1_001, left))))),
                        MasterRules.LEFT))
                .hasSize(1_001)
                .contains("mesos-master: 1 more than the 1000 that are shown");
    }

    @Test
    void aFrameworkThatIsAwayIsFound() throws IOException {
        assertThat(Tales.broken(check(Map.of("state", STATE.replace("true", "false")))))
                .containsExactly("mesos.framework-inactive");
    }

    @Test
    void whatIsFoundInARealStateIsTrue() throws IOException {
        List<Finding> findings = new MasterCheck(
                        Tales.of("mesos-master", Map.of("state", Tales.real("mesos/state.json"))),
                        Optional.empty(),
                        Profile.PRODUCTION)
                .findings();

        assertThat(Tales.broken(findings))
                .containsExactly("mesos.open-teardown", "mesos.tasks-failed", "mesos.tasks-lost");
        assertThat(Tales.found(findings, MasterRules.FAILED))
                .containsExactly(
                        "mesos-master: 13176 of 70235 tasks that ended since the leading master was started (18%)");
        assertThat(Tales.found(findings, MasterRules.LOST))
                .containsExactly(
                        "mesos-master: 1720 of 70235 tasks that ended since the leading master was started (2%)");
        assertThat(findings)
                .anyMatch(finding -> finding.rule().equals(MasterRules.SIZE)
                        && finding.seen().equals("5 masters"));
    }

    private static List<Finding> check(Map<String, String> other) throws IOException {
        return new MasterCheck(
                        Tales.of("mesos-master", with(other)),
                        Optional.of(Tales.of("mesos-master", with(other))),
                        Profile.PRODUCTION)
                .findings();
    }

    private static Map<String, String> with(Map<String, String> other) {
        Map<String, String> all = new HashMap<>(
                Map.of("state", STATE, "slaves", slaves(AGENT), "flags", FLAGS, "metrics-snapshot", METRICS));
        all.putAll(other);
        return all;
    }

    private static String slaves(String agents) {
        return "{\"slaves\":[" + agents + "]}";
    }
}
