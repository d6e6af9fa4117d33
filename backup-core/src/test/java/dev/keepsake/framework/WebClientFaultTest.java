package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.testkit.OneAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that cut, drag, flood, and lie. */
final class WebClientFaultTest {

    private static final String PASSWORD = "correct-horse";
    private static final Duration SHORT = Duration.ofMillis(400);

    @TempDir
    private Path folder;

    private final Patience patience = new Patience();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"cut\":",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"cut\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{\"cut\r\n",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "",
                "SSH-2.0-OpenSSH_9.2\r\n"
            })
    void aCutAnswerNeverCounts(String cut) throws IOException {
        try (OneAnswer server = OneAnswer.plain((in, out) -> {
            readHead(in);
            out.write(cut.getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThatThrownBy(() -> get(server.port(), 1000, SHORT))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no answer that counts");
        }
    }

    @Test
    void aCutAnswerIsAskedForAgain() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (OneAnswer server = OneAnswer.plain((in, out) -> {
            readHead(in);
            String body = asked.incrementAndGet() == 1 ? "{\"a\":" : "{\"a\":1}";
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n"
                            + "Connection: close\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThat(new String(get(server.port(), 1000, Duration.ofSeconds(10)), StandardCharsets.UTF_8))
                    .isEqualTo("{\"a\":1}");
            assertThat(patience.waits()).hasSize(1);
        }
    }

    @Test
    void aDraggingAnswerEndsWithTheLimitAndIsNotAskedForAgain() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        try (OneAnswer server = OneAnswer.plain((in, out) -> {
            readHead(in);
            asked.incrementAndGet();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            awaited(end);
        })) {
            assertThatThrownBy(() -> get(server.port(), 1000, SHORT))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("was not complete after");
            assertThat(asked).hasValue(1);
            end.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFloodStopsAtTheLimit(boolean told) throws IOException {
        long room = 100_000;
        Path file = folder.resolve("answer");
        try (OneAnswer server = OneAnswer.plain((in, out) -> {
            readHead(in);
            out.write(("HTTP/1.1 200 OK\r\n" + (told ? "Content-Length: 999999999999\r\n" : "") + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] zeros = new byte[8192];
            for (long sent = 0; sent < 1L << 34; sent += zeros.length) {
                out.write(zeros);
            }
        })) {
            Question question = Question.get("/state", BodyPlace.file(file, room));
            assertThatThrownBy(() -> client(server.port(), Duration.ofSeconds(20), told ? room : 2 * room)
                            .ask(question))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("more than 100000 bytes")
                    .hasMessageContaining(told ? "allow more with 'max-answer'" : "more than is read here");
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(room);
    }

    @Test
    void anAnswerThatCannotBeKeptHereIsNotAskedForAgain() throws IOException {
        Path nowhere = folder.resolve("no such folder/answer");
        AtomicInteger asked = new AtomicInteger();
        try (OneAnswer server = OneAnswer.plain((in, out) -> {
            asked.incrementAndGet();
            readHead(in);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}".getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThatThrownBy(() -> client(server.port(), Duration.ofSeconds(20))
                            .ask(Question.get("/state", BodyPlace.file(nowhere, 100))))
                    .hasMessageContaining("cannot be kept on this machine")
                    .hasMessageContaining(nowhere.toString())
                    .hasMessageNotContaining("no answer that counts");
        }
        assertThat(asked).hasValue(1);
        assertThat(patience.waits()).isEmpty();
    }

    @Test
    void anAnswerOfJustTheLimitFits() throws IOException {
        try (OneAnswer server = OneAnswer.plain((in, out) -> {
            readHead(in);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}".getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThat(get(server.port(), 7, Duration.ofSeconds(10))).hasSize(7);
        }
    }

    @Test
    void aChangeWhoseAnswerIsLostMayHaveBeenMade() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (OneAnswer server = OneAnswer.plain((in, out) -> {
            readHead(in);
            asked.incrementAndGet();
        })) {
            Question change = Question.change("PUT", "/v2/apps", new byte[] {'[', ']'}, BodyPlace.memory(9));
            assertThatThrownBy(
                            () -> client(server.port(), Duration.ofSeconds(10)).ask(change))
                    .isInstanceOf(UnknownOutcomeException.class)
                    .hasMessageContaining("may have been done or not");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void anInterruptEndsTheWaiting() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        Thread own = Thread.currentThread();
        try (OneAnswer server = OneAnswer.plain((in, out) -> {
            readHead(in);
            own.interrupt();
            awaited(end);
        })) {
            assertThatThrownBy(() -> get(server.port(), 9, Duration.ofSeconds(20)))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            end.countDown();
        }
    }

    @Test
    void aPrivateAuthorityIsTrustedWhenItIsNamedAndOnlyForItsOwnName() throws Exception {
        SSLContext own = ownContext();
        try (OneAnswer server = OneAnswer.secured(own, false, (in, out) -> {
            readHead(in);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThat(secured("localhost", server.port(), Optional.of(() -> own)))
                    .isEqualTo("{}");
            assertThatThrownBy(() -> secured("localhost", server.port(), Optional.empty()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("TLS")
                    .hasMessageContaining("ca-file");
            assertThatThrownBy(() -> secured("127.0.0.1", server.port(), Optional.of(() -> own)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("TLS");
        }
    }

    /** A certificate for localhost that vouches for itself. */
    private SSLContext ownContext() throws Exception {
        Path file = folder.resolve("own.p12");
        Path log = folder.resolve("keytool.log");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(made.waitFor()).as(Files.readString(log)).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(store, PASSWORD.toCharArray());
        KeyStore authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry("own", store.getCertificate("own"));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private String secured(String host, int port, Optional<HttpSettings.Tls> tls) throws IOException {
        HttpSettings settings = HttpSettings.of(List.of(URI.create("https://" + host + ":" + port)), Login.NONE, tls);
        BodyPlace.Memory memory = BodyPlace.memory(100);
        WebClient.open(settings, patience).ask(Question.get("/", memory));
        return new String(memory.bytes(), StandardCharsets.UTF_8);
    }

    private byte[] get(int port, int room, Duration limit) throws IOException {
        BodyPlace.Memory memory = BodyPlace.memory(room);
        client(port, limit).ask(Question.get("/state", memory));
        return memory.bytes();
    }

    private WebClient client(int port, Duration limit) throws IOException {
        return client(port, limit, HttpSettings.MAX_ANSWER);
    }

    private WebClient client(int port, Duration limit, long maxAnswer) throws IOException {
        return WebClient.open(
                new HttpSettings(
                        List.of(URI.create("http://127.0.0.1:" + port)),
                        Login.NONE,
                        Optional.empty(),
                        Duration.ofSeconds(5),
                        limit,
                        maxAnswer,
                        HttpSettings.CAPTURE_LIMIT),
                patience);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Up to the empty line; whatever follows is not needed. */
    private static void readHead(InputStream in) throws IOException {
        int last = 0;
        for (int c = in.read(); c >= 0; c = in.read()) {
            last = (last << 8) | c;
            if (last == 0x0d0a0d0a) {
                return;
            }
        }
    }
}
