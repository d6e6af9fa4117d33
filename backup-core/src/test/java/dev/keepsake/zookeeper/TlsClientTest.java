package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.testkit.OneAnswer;
import dev.keepsake.testkit.SrvrAnswer;
import dev.keepsake.testkit.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks through TLS, with a server that is whom it should be and with others. */
final class TlsClientTest {

    private static final String GOOD = "Zookeeper version: 3.9.5-1, built on 2026\nZxid: 0x200000005\nMode: leader\n";

    @TempDir
    private static Path folder;

    private static TestKeys keys;
    private static TestKeys others;

    @BeforeAll
    static void makeKeys() throws IOException {
        keys = TestKeys.make(folder.resolve("ours"));
        others = TestKeys.make(folder.resolve("others"));
    }

    @Test
    void aServerThatTheAuthorityCertifiedIsHeard() throws Exception {
        try (OneAnswer server = server("server", false)) {
            assertThat(client(server, keys.context("client"), "").ask())
                    .isEqualTo(new ServerStatus(ServerStatus.Mode.LEADER, Zxid.of(2, 5), "3.9.5"));
        }
    }

    @Test
    void aServerOfAnotherAuthorityIsRefused() throws Exception {
        try (OneAnswer server = server("server", false)) {
            assertRefused(
                    client(server, others.context("client"), ""),
                    "does not lead to what is trusted: set 'ca-file' or 'trust-store'");
        }
    }

    @Test
    void aServerWithAnExpiredCertificateIsRefused() throws Exception {
        try (OneAnswer server = server("expired", false)) {
            assertRefused(client(server, keys.context("client"), ""), "has expired or is not valid yet: renew it");
        }
    }

    @Test
    void aServerThatWantsACertificateGetsIt() throws Exception {
        try (OneAnswer server = server("server", true)) {
            assertThat(client(server, keys.context("client"), "").ask().zxid()).isEqualTo(Zxid.of(2, 5));
        }
    }

    @Test
    void aServerThatWantsACertificateAndGetsNoneSaysWhatToSet() throws Exception {
        SSLContext trustsOnly = SSLContext.getInstance("TLS");
        trustsOnly.init(null, trust(), null);
        try (OneAnswer server = server("server", true)) {
            assertRefused(client(server, trustsOnly, ""), "set 'certificate-file' and 'key-file', or 'key-store'");
        }
    }

    @Test
    void theNameIsComparedOnlyWhereOneIsAskedFor() throws Exception {
        try (OneAnswer server = server("server", false)) {
            assertThat(client(server, keys.context("client"), "zk.example.org")
                            .ask()
                            .zxid())
                    .isEqualTo(Zxid.of(2, 5));
            assertRefused(
                    client(server, keys.context("client"), "other.example.org"),
                    "is for another name than 'server-name' in 'tls:' says");
        }
    }

    @Test
    void aPortInClearIsToldApart() throws Exception {
        try (SrvrAnswer clear = new SrvrAnswer("leader", Zxid.of(2, 5))) {
            assertRefused(
                    client(clear.port(), keys.context("client"), ""),
                    "this port does not speak TLS: name the server's secureClientPort, or leave out 'tls:'");
        }
    }

    @Test
    void aPortThatSpeaksTlsIsToldApartFromOneInClear() throws Exception {
        try (OneAnswer server = server("server", false)) {
            assertThatThrownBy(() -> new StatusClient(
                                    "127.0.0.1", server.port(), Optional.empty(), Duration.ofSeconds(1), "")
                            .ask())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("a port that speaks TLS needs 'tls:'");
        }
    }

    @Test
    void aHandshakeThatNeverEndsIsGivenUpInTime() throws Exception {
        try (OneAnswer slow = OneAnswer.plain((in, out) -> {
            while (in.read() >= 0) {
                // hears everything and never says a word
            }
        })) {
            long begin = System.nanoTime();

            assertRefused(client(slow.port(), keys.context("client"), ""), "it gave no whole answer in time");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        }
    }

    private static OneAnswer server(String alias, boolean clientAuth) throws IOException {
        return OneAnswer.secured(keys.context(alias), clientAuth, (in, out) -> {
            in.readNBytes(4);
            out.write(GOOD.getBytes(StandardCharsets.US_ASCII));
        });
    }

    private static TrustManager[] trust() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(keys.trustStore("PKCS12").toFile(), TestKeys.PASSWORD.toCharArray());
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static StatusClient client(OneAnswer server, SSLContext context, String name) {
        return client(server.port(), context, name);
    }

    private static StatusClient client(int port, SSLContext context, String name) {
        Tls tls = new Tls(context::getSocketFactory, Optional.of(name).filter(given -> !given.isEmpty()));
        return new StatusClient("127.0.0.1", port, Optional.of(tls), Duration.ofSeconds(2), "");
    }

    private static void assertRefused(StatusClient client, String... messages) {
        assertThatThrownBy(client::ask).isInstanceOf(RefusedException.class).hasMessageContainingAll(messages);
    }
}
