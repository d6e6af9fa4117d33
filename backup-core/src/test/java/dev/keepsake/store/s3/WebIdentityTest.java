package dev.keepsake.store.s3;

import static dev.keepsake.testkit.StoreUnderTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent in a pod has no key, but a token in a file, which a token service takes for the keys of a role
 * (AssumeRoleWithWebIdentity). The default chain must find it, and the requests must carry the session.
 */
final class WebIdentityTest {

    private static final String ROLE = "arn:aws:iam::123456789012:role/keepsake";

    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> signed = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Map<String, String> properties = Map.of();
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(System.getenv("AWS_ACCESS_KEY_ID") == null, "this environment has keys of its own");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            if (exchange.getRequestMethod().equals("POST")) {
                giveKeys(exchange);
            } else {
                giveObject(exchange);
            }
        });
        server.start();
        Path token = Files.writeString(folder.resolve("token"), "a.signed.token");
        properties = Map.of(
                "aws.webIdentityTokenFile",
                token.toString(),
                "aws.roleArn",
                ROLE,
                "aws.roleSessionName",
                "keepsake",
                "aws.region",
                "eu-central-1",
                "aws.disableEc2Metadata",
                "true",
                "aws.endpointUrlSts",
                address());
        properties.forEach(System::setProperty);
    }

    @AfterEach
    void stop() {
        properties.keySet().forEach(System::clearProperty);
        if (server != null) {
            server.stop(0);
        }
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void giveKeys(HttpExchange exchange) throws IOException {
        asked.add(URLDecoder.decode(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        String good = """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ROLEKEY</AccessKeyId>
                <SecretAccessKey>rolesecret</SecretAccessKey><SessionToken>session</SessionToken>
                <Expiration>%s</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>""".formatted(Instant.now().plusSeconds(3600));
        String bad = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not this role</Message></Error>"
                + "</ErrorResponse>";
        send(exchange, status == 200 ? good : bad);
    }

    private void giveObject(HttpExchange exchange) throws IOException {
        signed.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"));
        status = 200;
        send(exchange, "content");
    }

    private void send(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("ETag", "\"1\"");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private S3Store open() throws StoreException {
        return S3Store.open(S3Stores.settings(URI.create(address()), "prod", Duration.ofSeconds(5)));
    }

    @Test
    void aTokenInAFileOpensTheStoreAsItsRole() throws IOException {
        try (S3Store store = open()) {
            assertThat(read(store, "a/object")).asString().isEqualTo("content");
        }

        assertThat(asked)
                .singleElement()
                .asString()
                .contains("WebIdentityToken=a.signed.token")
                .contains(ROLE);
        assertThat(signed)
                .singleElement()
                .asString()
                .contains("Credential=ROLEKEY/")
                .endsWith(" session");
    }

    @Test
    void aRoleThatIsNotGivenIsDeniedAndSaysWhereCredentialsComeFrom() throws IOException {
        status = 403;
        try (S3Store store = open()) {
            assertThatThrownBy(() -> read(store, "a/object"))
                    .isInstanceOf(StoreException.Denied.class)
                    .hasMessageContaining("no credentials: the web identity was not taken for a role (not this role")
                    .hasMessageContaining("AWS_ROLE_ARN");
        }
        assertThat(signed).isEmpty();
    }
}
