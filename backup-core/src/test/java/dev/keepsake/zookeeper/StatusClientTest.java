package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks a small server of the test's own. */
final class StatusClientTest {

    private final AtomicReference<String> heard = new AtomicReference<>("");
    private ServerSocket socket;

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    @Test
    void aGoodAnswerIsRead() throws Exception {
        answers("Zookeeper version: 3.8.6-1, built on 2025\nZxid: 0x200000005\nMode: follower\nNode count: 5\n");

        ServerStatus status = client().ask();

        assertThat(status).isEqualTo(new ServerStatus(ServerStatus.Mode.FOLLOWER, Zxid.of(2, 5), "3.8.6"));
        assertThat(heard).hasValue("srvr");
    }

    @Test
    void aBarredCommandIsRefusedWithTheSettingToChange() {
        answers("srvr is not executed because it is not in the whitelist.\n");

        assertThatThrownBy(() -> client().ask())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("4lw.commands.whitelist=srvr");
    }

    @Test
    void aServerThatDoesNotServeIsRefused() {
        answers("This ZooKeeper instance is not currently serving requests\n");

        assertThatThrownBy(() -> client().ask()).hasMessageContaining("is not serving requests");
    }

    @Test
    void garbageIsRefused() {
        answers("220 mail.example.org ESMTP\r\n");

        assertThatThrownBy(() -> client().ask())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not speak ZooKeeper's 'srvr': 220 mail.example.org ESMTP");
    }

    @Test
    void aClosedConnectionIsRefused() {
        answers("");

        assertThatThrownBy(() -> client().ask())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("(no answer)");
    }

    @Test
    void aPortThatNobodyListensOnIsRefused() throws Exception {
        socket.close();

        assertThatThrownBy(() -> client().ask())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no ZooKeeper server answers 'srvr' at 127.0.0.1:" + socket.getLocalPort())
                .hasMessageContaining("is the server running, and is 'client:' its client port?")
                .hasMessageContaining("For a stopped server use --offline");
    }

    @Test
    void anAddressOfAnotherMachineIsRefusedUnasked() {
        assertThatThrownBy(() -> new StatusClient("192.0.2.1", 2181).ask())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'client: 192.0.2.1:2181' (192.0.2.1) is not an address of this machine")
                .hasMessageContaining("another server proves nothing about the files on this disk");
        assertThatThrownBy(() -> new StatusClient("2001:db8::1", 2181).ask())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'client: [2001:db8::1]:2181'");
    }

    @Test
    void aNameThatDoesNotResolveIsRefused() {
        assertThatThrownBy(() -> new StatusClient("server.invalid", 2181).ask())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the host name in 'client: server.invalid:2181' does not resolve");
    }

    private StatusClient client() {
        return new StatusClient("127.0.0.1", socket.getLocalPort());
    }

    private void answers(String answer) {
        Thread thread = new Thread(() -> {
            try (Socket caller = socket.accept()) {
                heard.set(new String(caller.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
                caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                heard.set(String.valueOf(closed.getMessage()));
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
