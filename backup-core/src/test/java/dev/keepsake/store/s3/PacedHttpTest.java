package dev.keepsake.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.RateLimit;
import dev.keepsake.store.RateLimits;
import dev.keepsake.testkit.StoreUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes over a line with a limit: they take their time, and that time is no hang. */
final class PacedHttpTest {

    private static final byte[] BYTES = StoreUnderTest.bytes(1, 100_000);
    private static final RateLimit LIMIT = new RateLimit(2L * BYTES.length);
    private static final Duration LEAST = Duration.ofMillis(350); // a tenth of a second may be caught up with
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int PART = 8 << 20;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders()
                    .add("ETag", "\"" + Md5.of(BYTES, BYTES.length).hex() + "\"");
            boolean reads = exchange.getRequestMethod().equals("GET");
            exchange.sendResponseHeaders(200, reads ? BYTES.length : -1);
            if (reads) {
                exchange.getResponseBody().write(BYTES);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private S3Store open(RateLimits limits) throws IOException {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return S3Store.open(S3Stores.settings(endpoint, "prod", TIMEOUT), limits, S3Stores.ANYBODY, true);
    }

    @Test
    void anUploadTakesItsTime() throws IOException {
        long begun = System.nanoTime();
        try (S3Store store = open(new RateLimits(LIMIT, RateLimit.NONE))) {
            store.putIfAbsent(new ObjectKey("a/object"), BYTES);
        }

        assertThat(System.nanoTime() - begun).isGreaterThan(LEAST.toNanos());
    }

    @Test
    void aDownloadTakesItsTime() throws IOException {
        try (S3Store store = open(new RateLimits(RateLimit.NONE, LIMIT));
                InputStream in = store.open(new ObjectKey("a/object"), 0)) {
            long begun = System.nanoTime();

            assertThat(Arrays.equals(in.readAllBytes(), BYTES)).isTrue();
            assertThat(System.nanoTime() - begun).isGreaterThan(LEAST.toNanos());
        }
    }

    @Test
    void aStreamThatWaitsForAllOthersIsGivenTheTime() throws Failure {
        RateLimit slow = new RateLimit(64 << 10);
        RateLimits limits = new RateLimits(slow, slow);

        assertThat(time(RateLimits.NONE, Action.PUT, PART)).isEqualTo(TIMEOUT.plusSeconds(64));
        assertThat(time(limits, Action.PUT, PART)).isEqualTo(TIMEOUT.plusSeconds(16 * 128));
        assertThat(time(RateLimits.NONE, Action.LIST, 0)).isEqualTo(TIMEOUT);
        assertThat(time(limits, Action.LIST, 0)).isEqualTo(TIMEOUT.plusSeconds(16 * 16));
        assertThat(time(limits, Action.DELETE, 0)).isEqualTo(TIMEOUT);
    }

    private static Duration time(RateLimits limits, Action action, long bytes) throws Failure {
        S3Settings settings = S3Stores.settings(URI.create("http://127.0.0.1:1"), "prod", TIMEOUT);
        return new Attempts(new Sorting(new Advice(settings)), TIMEOUT, limits).call(action, bytes, timeout -> timeout);
    }
}
