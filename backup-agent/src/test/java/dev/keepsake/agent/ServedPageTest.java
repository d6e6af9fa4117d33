package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.agent.page.Agent;
import dev.keepsake.agent.page.AgentNow;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Overrides;
import dev.keepsake.testkit.ServerOnDisk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a daemon whose configuration changes. */
@Timeout(60)
final class ServedPageTest {

    private static final String TOKEN = "the-token-of-this-test";

    @TempDir
    private Path folder;

    private int port;

    private Path configured(String store) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        return Files.writeString(folder.resolve(store + ".yaml"), """
                cluster: prod
                node: n1
                store: {url: "%s"}
                state-dir: %s
                sources: [{name: zk, type: zookeeper, data-dir: %s}]
                page: {listen: "127.0.0.1:%d", token-file: %s}
                """.formatted(
                        folder.resolve(store).toUri(),
                        folder.resolve("state-" + store),
                        folder.resolve("zk-" + store),
                        port,
                        token));
    }

    private AgentConfig filled(String store) throws IOException {
        Path file = configured(store);
        new ServerOnDisk(folder.resolve("zk-" + store)).creates("/of-" + store, new byte[0]);
        Run run = Run.of("once", "-c", file.toString(), "--offline");
        assertThat(run.code()).as(run.err()).isZero();
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "n1", CronSchedule::new)
                .config();
    }

    @Test
    void anotherStoreIsShownFromTheNextLookOn() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        AgentConfig one = filled("one");
        AgentConfig two = filled("two");
        try (Reports reports = new Reports(one, InstantSource.system(), new Random(1), Map.of());
                ServedPage page = ServedPage.of(
                        one, folder.resolve("one.yaml"), new Idle(), reports, () -> Surveyed.NOTHING_YET)) {
            assertThat(children()).contains("of-one").doesNotContain("of-two");

            page.follow(two);

            assertThat(children()).contains("of-two").doesNotContain("of-one");
            assertThat(reports.metrics().scrape())
                    .as("what the page asks of the store counts, too")
                    .containsPattern("store_requests_total\\{[^}]*kind=\"read\"[^}]*outcome=\"done\"} [1-9]");
        }
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestartAndOneThatCannotBeUsedIsNot() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path shown = folder.resolve("page.p12");
        Path before = keyStore("before");
        Path after = keyStore("after");
        Files.copy(before, shown);
        Path file = configured("one");
        Files.writeString(folder.resolve("password"), "for-this-test");
        String tls =
                ", tls: {key-store: %s, key-store-password-file: %s}}".formatted(shown, folder.resolve("password"));
        Files.writeString(file, Files.readString(file).stripTrailing().replaceFirst("}$", tls));
        AgentConfig config = ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "n1", CronSchedule::new)
                .config();
        try (Reports reports = new Reports(config, InstantSource.system(), new Random(1), Map.of());
                ServedPage page = ServedPage.of(config, file, new Idle(), reports, () -> Surveyed.NOTHING_YET)) {
            assertThat(isShown(before)).isTrue();

            Files.writeString(folder.resolve("password"), "not yet that of the key store");
            Files.copy(after, shown, StandardCopyOption.REPLACE_EXISTING);
            page.look();
            assertThat(isShown(before)).as("the one before stays").isTrue();
            Files.writeString(folder.resolve("password"), "for-this-test");
            page.look();
            assertThat(isShown(after)).isTrue();
            assertThat(isShown(before)).isFalse();

            Files.writeString(shown, "nothing that is a key store");
            page.look();
            page.look();
            assertThat(isShown(after)).as("the one before stays").isTrue();
            assertThat(reports.recent().newest())
                    .filteredOn(event -> event.words().contains("have changed and cannot be used"))
                    .as("once of each of the two, however often they are tried")
                    .hasSize(2);
        }
    }

    @Test
    void aRenewedCertificateIsShownWhenItsKeyIsRenewedToo() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path before = keyStore("before");
        Path after = keyStore("after");
        Path certificate = Files.writeString(folder.resolve("page.pem"), certificate(before));
        Path key = Files.writeString(folder.resolve("page.key"), key(before));
        Path file = configured("one");
        String tls = ", tls: {certificate-file: %s, key-file: %s}}".formatted(certificate, key);
        Files.writeString(file, Files.readString(file).stripTrailing().replaceFirst("}$", tls));
        AgentConfig config = ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "n1", CronSchedule::new)
                .config();
        try (Reports reports = new Reports(config, InstantSource.system(), new Random(1), Map.of());
                ServedPage page = ServedPage.of(config, file, new Idle(), reports, () -> Surveyed.NOTHING_YET)) {
            Files.writeString(certificate, certificate(after));
            page.look();
            page.look();
            assertThat(isShown(before)).as("the one before stays").isTrue();
            assertThat(reports.recent().newest())
                    .filteredOn(event -> event.words().contains("is not that of the certificate in " + certificate))
                    .hasSize(1);

            // the certificate has nothing to do with the token
            Files.delete(folder.resolve("token"));
            Files.writeString(key, key(after));
            page.look();
            assertThat(isShown(after)).isTrue();
        }
    }

    private static String certificate(Path keys) throws Exception {
        return pem("CERTIFICATE", opened(keys).getCertificate("page").getEncoded());
    }

    private static String key(Path keys) throws Exception {
        return pem(
                "PRIVATE KEY",
                opened(keys).getKey("page", "for-this-test".toCharArray()).getEncoded());
    }

    private static KeyStore opened(Path keys) throws Exception {
        return KeyStore.getInstance(keys.toFile(), "for-this-test".toCharArray());
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }

    private Path keyStore(String name) throws IOException, InterruptedException {
        Path keys = folder.resolve(name + ".p12");
        String arguments = "-genkeypair -alias page -keyalg EC -dname CN=page -ext san=ip:127.0.0.1 -storetype PKCS12"
                + " -storepass for-this-test -keystore " + keys;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments.split(" ")));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return keys;
    }

    /** Whether who trusts this certificate alone is answered. */
    private boolean isShown(Path keys) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(opened(keys));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/health/live"))
                .build();
        try {
            return HttpClient.newBuilder()
                            .sslContext(context)
                            .build()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        } catch (SSLHandshakeException untrusted) {
            return false;
        }
    }

    private String children() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/znode?at=latest&path=/"))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(30))
                .build();
        HttpResponse<String> answer;
        do {
            answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } while (answer.statusCode() == 202);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** An agent that does nothing. */
    private static final class Idle implements Agent {

        @Override
        public AgentNow now() {
            return new AgentNow(
                    "prod",
                    "n1",
                    "test",
                    Instant.now(),
                    Instant.now(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty());
        }

        @Override
        public Optional<String> askRun(Optional<String> label) {
            return Optional.empty();
        }

        @Override
        public Optional<String> metrics() {
            return Optional.empty();
        }
    }
}
