package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.zookeeper.ServerStatus.Mode;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What is read from an answer to {@code srvr}, and which answers vouch for nothing. */
final class ServerStatusTest {

    @Test
    void everyModeThatVouchesIsRead() throws Exception {
        for (Mode mode : Mode.values()) {
            ServerStatus status = parse(answer("3.9.5-abc", mode.name().toLowerCase(Locale.ROOT)));

            assertThat(status).isEqualTo(new ServerStatus(mode, Zxid.of(1, 0x37), "3.9.5"));
        }
    }

    @Test
    void aServerInReadOnlyModeIsRefused() {
        assertThatThrownBy(() -> parse(answer("3.5.10", "read-only")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the server at here:2181 is in mode 'read-only'")
                .hasMessageContaining("its transactions may never commit; run again when it has rejoined");
    }

    @Test
    void aServerThatDoesNotServeIsRefused() {
        assertThatThrownBy(() -> parse("This ZooKeeper instance is not currently serving requests\n"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not serving requests (no leader is elected, or it is still joining)")
                .hasMessageContaining("run again when it serves");
    }

    @Test
    void anythingElseIsRefusedWithItsFirstLine() {
        assertThatThrownBy(() -> parse("HTTP/1.1 400 Bad Request\r\nmore"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("what answers at here:2181 does not speak ZooKeeper's 'srvr'")
                .hasMessageEndingWith("HTTP/1.1 400 Bad Request");
        assertThatThrownBy(() -> parse("")).isInstanceOf(RefusedException.class).hasMessageEndingWith("(no answer)");
        assertThatThrownBy(() -> parse(answer("99999999999999", "leader")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not speak");
    }

    @Test
    void versionsCompareByNumber() throws Exception {
        assertThat(parse(answer("3.10.0", "leader")).atLeast(3, 6)).isTrue();
        assertThat(parse(answer("4.0", "leader")).atLeast(3, 6)).isTrue();
        assertThat(parse(answer("3.5.10", "leader")).atLeast(3, 6)).isFalse();
        assertThat(parse(answer("3.5.10", "leader")).atLeast(3, 5, 5)).isTrue();
        assertThat(parse(answer("3.5.4-beta", "leader")).atLeast(3, 5, 5)).isFalse();
        assertThat(parse(answer("3.5", "leader")).atLeast(3, 5, 5)).isFalse();
        assertThat(parse(answer("3", "leader")).atLeast(3, 6)).isFalse();
    }

    @Test
    void aTermEndsWithTheModeTheEpochOrAStepBack() {
        ServerStatus status = new ServerStatus(Mode.LEADER, Zxid.of(2, 5), "3.9.5");

        assertThat(status.sameTerm(new ServerStatus(Mode.LEADER, Zxid.of(2, 6), "3.9.5")))
                .isTrue();
        assertThat(status.sameTerm(new ServerStatus(Mode.FOLLOWER, Zxid.of(2, 6), "3.9.5")))
                .isFalse();
        assertThat(status.sameTerm(new ServerStatus(Mode.LEADER, Zxid.of(3, 6), "3.9.5")))
                .isFalse();
        assertThat(status.sameTerm(new ServerStatus(Mode.LEADER, Zxid.of(2, 4), "3.9.5")))
                .isFalse();
        assertThat(status.sameTerm(new ServerStatus(Mode.LEADER, Zxid.of(2, 6), "3.9.4")))
                .isFalse();
    }

    private static ServerStatus parse(String answer) throws RefusedException {
        return ServerStatus.parse(answer, "here:2181");
    }

    private static String answer(String version, String mode) {
        return "Zookeeper version: " + version + ", built on 2026-01-01\nLatency min/avg/max: 0/0.0/0\nReceived: 1\n"
                + "Sent: 1\nConnections: 1\nOutstanding: 0\nZxid: 0x100000037\nMode: " + mode + "\nNode count: 5\n";
    }
}
