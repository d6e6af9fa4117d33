package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.testkit.OneAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks a small HTTP server of the test's own. */
final class AdminClientTest {

    private static final String GOOD = AdminAnswerTest.answer("3.9.5-abc", "follower", "8589934597", "false");

    private final AtomicReference<String> asked = new AtomicReference<>("");
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void aGoodAnswerIsRead() throws Exception {
        answers(200, GOOD);

        assertThat(client("/commands").ask())
                .isEqualTo(new ServerStatus(ServerStatus.Mode.FOLLOWER, Zxid.of(2, 5), "3.9.5"));
        assertThat(asked).hasValue("GET /commands/srvr");
    }

    @Test
    void anotherCommandUrlIsUsed() throws Exception {
        answers(200, GOOD);

        client("/zk/commands").ask();

        assertThat(asked).hasValue("GET /zk/commands/srvr");
    }

    @Test
    void aPathThatIsNotThereNamesTheSetting() {
        answers(404, "");

        assertRefused("there is nothing at ", "/commands/srvr", "admin.commandURL");
    }

    @Test
    void aRedirectionIsNotFollowed() {
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://192.0.2.1/commands/srvr");
            exchange.sendResponseHeaders(302, -1);
        });

        assertRefused("is no AdminServer: HTTP/1.1 302");
    }

    @Test
    void anErrorOfTheServerIsTold() {
        answers(500, "{}");

        assertRefused("is no AdminServer: HTTP/1.1 500");
    }

    @Test
    void aPortThatNobodyListensOnIsRefused() {
        server.stop(0);

        assertRefused("no AdminServer answers at http://127.0.0.1:", "admin.enableServer");
    }

    @Test
    void whatDoesNotSpeakHttpIsRefused() throws Exception {
        try (OneAnswer mail = OneAnswer.plain(
                (in, out) -> out.write("220 mail.example.org ESMTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            assertRefused(client(mail.port(), "/commands"), "does not speak HTTP: 220 mail.example.org");
        }
    }

    @Test
    void anAnswerThatNeverEndsIsCutOff() throws Exception {
        try (OneAnswer endless = OneAnswer.plain((in, out) -> {
            while (true) {
                out.write(new byte[8192]);
            }
        })) {
            assertRefused(client(endless.port(), "/commands"), "more than 262144 bytes");
        }
    }

    @Test
    void anAnswerThatComesByteByByteIsGivenUpInTime() throws Exception {
        try (OneAnswer slow = OneAnswer.plain((in, out) -> {
            while (true) {
                out.write('H');
                out.flush();
                Pause.REAL.of(Duration.ofMillis(100));
            }
        })) {
            long begin = System.nanoTime();

            assertRefused(client(slow.port(), "/commands"), "it gave no whole answer in time");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void anAddressOfAnotherMachineIsRefusedUnasked() {
        AdminClient client =
                new AdminClient(URI.create("http://192.0.2.1:8080/commands"), Optional.empty(), Conversation.LIMIT);

        assertRefused(
                client,
                "'admin: http://192.0.2.1:8080/commands' (192.0.2.1) is not an address of this machine",
                "another server proves nothing about the files on this disk");
    }

    @Test
    void anIpv6AddressIsUnderstood() {
        assertRefused(
                new AdminClient(URI.create("http://[2001:db8::1]:8080/commands"), Optional.empty(), Conversation.LIMIT),
                "is not an address of this machine");
    }

    private void answers(int status, String body) {
        server.createContext("/", exchange -> answer(exchange, status, body));
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        asked.set(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private AdminClient client(String path) {
        return client(server.getAddress().getPort(), path);
    }

    private static AdminClient client(int port, String path) {
        URI url = URI.create("http://127.0.0.1:" + port + path);
        return new AdminClient(url, Optional.empty(), Duration.ofSeconds(1));
    }

    private void assertRefused(String... messages) {
        assertRefused(client("/commands"), messages);
    }

    private static void assertRefused(AdminClient client, String... messages) {
        assertThatThrownBy(client::ask).isInstanceOf(RefusedException.class).hasMessageContainingAll(messages);
    }
}
