package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in the shape that each version gives them. */
final class AdminAnswerTest {

    private static final String AT = "http://127.0.0.1:8080/commands";

    @ParameterizedTest
    @CsvSource({
        "3.5.10-5e5d7ef, standalone, 4294967301, STANDALONE, 3.5.10",
        "3.6.4--d65253dc, follower, 8589934597, FOLLOWER, 3.6.4",
        "3.8.6-6dd0a6f, observer, 8589934597, OBSERVER, 3.8.6",
        "3.9.5-1a2b3c4d, leader, 8589934597, LEADER, 3.9.5",
    })
    void aServingServersAnswerIsRead(String version, String state, long zxid, ServerStatus.Mode mode, String number)
            throws Exception {
        ServerStatus status = AdminAnswer.parse(answer(version, state, Long.toString(zxid), "false"), AT);

        assertThat(status).isEqualTo(new ServerStatus(mode, new Zxid(zxid), number));
    }

    @Test
    void theZxidIsADecimalNumberAndMayBeNegative() throws Exception {
        assertThat(AdminAnswer.parse(answer("3.9.5", "leader", "10", "false"), AT)
                        .zxid())
                .isEqualTo(Zxid.parse("0xa"));
        assertThat(AdminAnswer.parse(answer("3.9.5", "leader", "-9223372036854775807", "false"), AT)
                        .zxid())
                .isEqualTo(Zxid.parse("0x8000000000000001"));
    }

    @Test
    void aServerThatDoesNotServeIsRefused() {
        assertRefused(
                "{\"command\": \"srvr\", \"error\": \"This ZooKeeper instance is not currently serving requests\"}",
                "is not serving requests");
    }

    @Test
    void aReadOnlyServerIsRefusedWhicheverMemberSaysSo() {
        assertRefused(answer("3.9.5", "leader", "5", "true"), "cut off from its ensemble");
        assertRefused(answer("3.9.5", "read-only", "5", "false"), "cut off from its ensemble");
    }

    @Test
    void anErrorIsTold() {
        assertRefused("{\"command\": \"srvr\", \"error\": \"Unknown command: srvr\"}", "Unknown command: srvr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "\"text\"",
                "{}",
                "{\"error\": null}",
                "{\"server_stats\": []}",
                "<html>hello</html>",
                "{\"version\": \"3.9.5\"",
            })
    void whatHasAnotherShapeIsRefused(String json) {
        assertRefused(json, "is not the status of a ZooKeeper server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"8589934597\"", "\"0x200000005\"", "5.0", "1e3", "null", "9223372036854775808", "true"})
    void aZxidOfAnotherKindIsRefused(String zxid) {
        assertRefused(answer("3.9.5", "leader", zxid, "false"), "is not the status of a ZooKeeper server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"false\"", "0"})
    void withoutAWordOnReadOnlyModeTheAnswerIsRefused(String readOnly) {
        assertRefused(answer("3.9.5", "leader", "5", readOnly), "is not the status of a ZooKeeper server");
    }

    @Test
    void aMemberThatStandsTwiceIsRefused() {
        assertRefused(
                answer("3.9.5", "leader", "5, \"last_processed_zxid\": 6", "false"),
                "is not the status of a ZooKeeper server");
    }

    @Test
    void whatFollowsTheAnswerIsRefused() {
        assertRefused(answer("3.9.5", "leader", "5", "false") + "{}", "is not the status of a ZooKeeper server");
    }

    @Test
    void deepNestingIsRefused() {
        assertRefused("[".repeat(50_000), "is not the status of a ZooKeeper server");
    }

    @Test
    void aCutAnswerIsRefusedAtEveryByte() {
        String whole = answer("3.9.5", "leader", "8589934597", "false");
        for (int length = 0; length < whole.length(); length++) {
            assertRefused(whole.substring(0, length), "is not the status of a ZooKeeper server");
        }
    }

    @Test
    void changedBytesNeverGiveAnythingButAnAnswerOrARefusal() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String whole = answer("3.9.5", "leader", "8589934597", "false");
        for (int i = 0; i < 2_000; i++) {
            StringBuilder changed = new StringBuilder(whole);
            changed.setCharAt(random.nextInt(changed.length()), (char) (' ' + random.nextInt(95)));
            try {
                assertThat(AdminAnswer.parse(changed.toString(), AT)).isNotNull();
            } catch (RefusedException refused) {
                assertThat(refused).hasMessageContaining(AT);
            }
        }
    }

    /** What {@code /commands/srvr} gives. */
    static String answer(String version, String state, String zxid, String readOnly) {
        return """
                {
                  "version" : "%s, built on 2026-01-01 00:00 UTC",
                  "read_only" : %s,
                  "server_stats" : {
                    "packets_sent" : 12,
                    "packets_received" : 13,
                    "fsync_threshold_exceed_count" : 0,
                    "client_response_stats" : {
                      "last_buffer_size" : -1,
                      "min_buffer_size" : -1,
                      "max_buffer_size" : -1
                    },
                    "provider_null" : false,
                    "uptime" : 5119,
                    "server_state" : "%s",
                    "outstanding_requests" : 0,
                    "min_latency" : 0,
                    "avg_latency" : 0.0,
                    "max_latency" : 0,
                    "data_dir_size" : 67108880,
                    "log_dir_size" : 457,
                    "last_processed_zxid" : %s,
                    "num_alive_client_connections" : 0
                  },
                  "client_response" : {
                    "last_buffer_size" : -1,
                    "min_buffer_size" : -1,
                    "max_buffer_size" : -1
                  },
                  "node_count" : 5,
                  "command" : "server_stats",
                  "error" : null
                }""".formatted(version, readOnly, state, zxid);
    }

    private static void assertRefused(String json, String why) {
        assertThatThrownBy(() -> AdminAnswer.parse(json, AT))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(AT);
    }
}
