package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MemberCheckTest {

    private static final Map<String, String> CALM = Map.of(
            "server_state", "follower",
            "outstanding_requests", "0",
            "watch_count", "10",
            "num_alive_connections", "12",
            "approximate_data_size", "1048576",
            "env.os.memory.max", "512MB",
            "packets_received", "5000",
            "avg_latency", "1.5");

    @Test
    void aLongWayFromHereAndClocksThatDifferAreNoFaultOfTheMember() {
        Finding latency = only(
                check(
                        Map.of("avg_propagation_latency", "150.0", "cnt_propagation_latency", "9000"),
                        Duration.ofMillis(400)),
                EnsembleRules.LATENCY);

        assertThat(latency.standing()).isEqualTo(Standing.PASSED);
        assertThat(latency.seen()).contains("a round trip from here takes 400 ms", "150.0 ms by the clocks of both");
    }

    @Test
    void slowAcknowledgementsAreFound() {
        assertThat(Tales.broken(check(Map.of("avg_quorum_ack_latency", "150.0", "cnt_quorum_ack_latency", "9000"))))
                .containsExactly("zk.latency");
    }

    @Test
    void pausesThatNobodyLooksForAreNotKnownToBeShort() {
        List<Finding> findings = check(Map.of("max_jvm_pause_time_ms", "0", "cnt_jvm_pause_time_ms", "0"));

        assertThat(only(findings, EnsembleRules.PAUSES).standing()).isEqualTo(Standing.UNKNOWN);
        assertThat(only(findings, EnsembleRules.PAUSES).remedy()).contains("jvm.pause.monitor=true");
    }

    @Test
    void aLongPauseMayBeLongAgo() {
        assertThat(pause("86400000")).isEqualTo(Severity.WARNING);
        assertThat(pause("8640000000")).isEqualTo(Severity.NOTE);
    }

    private static Severity pause(String uptime) {
        Finding finding = only(
                check(Map.of("max_jvm_pause_time_ms", "9000", "cnt_jvm_pause_time_ms", "70000", "uptime", uptime)),
                EnsembleRules.PAUSES);
        assertThat(finding.isFound()).isTrue();
        return finding.severity();
    }

    @Test
    void aSlowDiskIsNamedAsThat() {
        assertThat(Tales.broken(check(Map.of("avg_fsynctime", "45.5", "cnt_fsynctime", "9000"))))
                .containsExactly("zk.fsync");
        assertThat(Tales.broken(check(Map.of("avg_fsynctime", "45.5", "cnt_fsynctime", "90"))))
                .isEmpty();
        assertThat(only(check(Map.of("avg_fsynctime", "1.5", "cnt_fsynctime", "9000")), EnsembleRules.FSYNC)
                        .standing())
                .isEqualTo(Standing.PASSED);
    }

    @Test
    void aServerThatMayHardlyOpenMoreFilesIsFound() {
        assertThat(Tales.broken(
                        check(Map.of("open_file_descriptor_count", "3500", "max_file_descriptor_count", "4096"))))
                .containsExactly("zk.open-files");
        assertThat(Tales.broken(
                        check(Map.of("open_file_descriptor_count", "3000", "max_file_descriptor_count", "4096"))))
                .isEmpty();
        assertThat(Tales.broken(check(Map.of(
                        "open_file_descriptor_count",
                        "90",
                        "max_file_descriptor_count",
                        Long.toString(Long.MAX_VALUE)))))
                .isEmpty();
    }

    @Test
    void oneHostThatHasMostConnectionsIsFoundAmongMany() {
        MemberSayings sayings = new MemberSayings();
        StringBuilder clients = new StringBuilder();
        for (int i = 0; i < 1_600; i++) {
            clients.append(" /10.0.0.")
                    .append(i < 1_500 ? 1 : i % 100)
                    .append(":4")
                    .append(1_000 + i)
                    .append("[1](queued=0)\n");
        }
        sayings.cons(clients.toString());
        Map<String, String> said = new HashMap<>(sayings.all());
        said.put("num_alive_connections", "1600");

        assertThat(Tales.found(check(said), EnsembleRules.CONNECTIONS))
                .singleElement()
                .asString()
                .endsWith("of 1600 connections")
                .contains("one host has 15");
        said.put("cons.most", "60");
        assertThat(Tales.broken(check(said))).isEmpty();
    }

    @Test
    void manySmallZnodesTakeMoreThanTheirData() {
        Map<String, String> tree = Map.of("approximate_data_size", "80000000", "znode_count", "1000000");

        assertThat(Tales.found(check(tree), EnsembleRules.HEAP))
                .containsExactly("zk m: a heap of 512 MB for a tree of 76 MB in 1000000 znodes");
        assertThat(Tales.broken(check(Map.of("approximate_data_size", "80000000", "znode_count", "1000"))))
                .isEmpty();
    }

    private static Finding only(List<Finding> findings, Rule rule) {
        return findings.stream()
                .filter(finding -> finding.rule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private static List<Finding> check(Map<String, String> other) {
        return check(other, Duration.ofMillis(1));
    }

    private static List<Finding> check(Map<String, String> other, Duration roundTrip) {
        TreeMap<String, String> said = new TreeMap<>(CALM);
        said.putAll(other);
        MemberAnswer answer = new MemberAnswer(
                MemberContact.plain("10.0.0.1", 2181), Optional.empty(), said, new TreeMap<>(), roundTrip);
        return new MemberCheck("zk m", answer).findings();
    }
}
