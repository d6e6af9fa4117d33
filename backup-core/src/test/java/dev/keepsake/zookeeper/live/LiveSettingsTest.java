package dev.keepsake.zookeeper.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LiveSettingsTest {

    @Test
    void hostsAndChrootAreToldApart() {
        assertThat(LiveSettings.of("a:1,b:2/x/y").chroot()).isEqualTo("/x/y");
        assertThat(LiveSettings.of("a:1,b:2/x/y").hosts()).isEqualTo("a:1,b:2");
        assertThat(LiveSettings.of("a:1/").chroot()).isEqualTo("/");
        assertThat(LiveSettings.of("a:1").chroot()).isEqualTo("/");
    }

    @Test
    void secretsAreNotPrinted() {
        LiveSettings settings = LiveSettings.of("a:1")
                .as(new Credential("digest", "app:geheim".getBytes(UTF_8)))
                .with(Map.of("zookeeper.ssl.keyStore.password", "geheim"));

        assertThat(settings.toString()).contains("digest", "keyStore.password").doesNotContain("geheim");
    }

    @Test
    void whatCannotBeConnectedToIsRefusedWithTheReason() throws Exception {
        int closed;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = free.getLocalPort();
        }
        assertThatThrownBy(() -> LiveEnsemble.connect(soon("127.0.0.1:" + closed)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("127.0.0.1:" + closed + " is not there");
        assertThatThrownBy(() -> LiveEnsemble.connect(soon("127.0.0.1:1/../x")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("names no ensemble");
    }

    @Test
    void aServerWithoutAQuorumIsTold() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answer(server));
            answers.start();
            assertThatThrownBy(() -> LiveEnsemble.connect(soon("127.0.0.1:" + server.getLocalPort())))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no quorum");
        }
    }

    @Test
    void aPortThatSpeaksTlsAloneIsTold() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread waits = new Thread(() -> takeRecords(server));
            waits.start();
            assertThatThrownBy(() -> LiveEnsemble.connect(soon("127.0.0.1:" + server.getLocalPort())))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("hangs up: a port that speaks TLS only does so");
        }
    }

    /** As a server does that speaks TLS: it takes the head of a record, five bytes, and hangs up if that is none. */
    private static void takeRecords(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().readNBytes(5);
            } catch (java.io.IOException closed) {
                // the next one, or none
            }
        }
    }

    @Test
    void tlsThatCannotBeSetUpIsToldAtOnceWithTheReason() throws Exception {
        LiveSettings secure = LiveSettings.of("127.0.0.1:1")
                .with(Map.of(
                        "zookeeper.client.secure", "true",
                        "zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty",
                        "zookeeper.ssl.trustStore.location", "/nowhere/trust.p12",
                        "zookeeper.ssl.trustStore.password", "geheim"));

        assertThatThrownBy(() -> LiveEnsemble.connect(secure))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("TLS cannot be set up: /nowhere/trust.p12")
                .hasMessageContaining("zookeeper.ssl.*")
                .hasMessageNotContaining("geheim");
    }

    private static LiveSettings soon(String connect) {
        return new LiveSettings(
                connect,
                List.of(),
                new TreeMap<>(),
                Duration.ofMillis(700),
                Duration.ofSeconds(4),
                OptionalInt.empty());
    }

    /** As a server does that waits for its ensemble. */
    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                byte[] word = socket.getInputStream().readNBytes(4);
                if (new String(word, UTF_8).equals("srvr")) {
                    out.write("This ZooKeeper instance is not currently serving requests\n".getBytes(UTF_8));
                }
            } catch (java.io.IOException closed) {
                // the next one, or none
            }
        }
    }
}
