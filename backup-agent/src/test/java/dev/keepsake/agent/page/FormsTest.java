package dev.keepsake.agent.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people send, however slowly. */
@Timeout(60)
final class FormsTest {

    private static final Visitor OWNER = new Visitor(true, Optional.empty());

    private Instant time = Instant.EPOCH;
    private final Forms forms = new Forms(100, Duration.ofSeconds(5), () -> time);

    private static Request request(Visitor visitor, String type) {
        return new Request("POST", "/sign-in", Map.of(), Map.of(), Map.of("content-type", type), visitor);
    }

    private static Request stranger() {
        return request(Visitor.STRANGER, "application/x-www-form-urlencoded");
    }

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One byte at a time, and a second for each. */
    private InputStream slow(int bytes) {
        return new InputStream() {
            private int left = bytes;

            @Override
            public int read() {
                time = time.plusSeconds(1);
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] into, int from, int length) {
                int one = read();
                into[from] = (byte) one;
                return one < 0 ? -1 : 1;
            }
        };
    }

    private static void assertRefused(int status, Reading reading) {
        assertThatThrownBy(reading::read)
                .isInstanceOfSatisfying(
                        UnreadFormException.class,
                        failure -> assertThat(failure.status()).isEqualTo(status));
    }

    @FunctionalInterface
    private interface Reading {
        Map<String, String> read() throws IOException;
    }

    @Test
    void aFormIsReadAsBrowsersSendIt() throws IOException {
        assertThat(forms.read(stranger(), body("token=a+b%26c%C3%A4&empty=&token=other&=x&y")))
                .isEqualTo(Map.of("token", "a b&c\u00e4", "empty", ""));
        assertThat(forms.read(request(OWNER, "Application/X-WWW-Form-Urlencoded; charset=utf-8"), body("a=b")))
                .isEqualTo(Map.of("a", "b"));
        assertThat(forms.read(request(OWNER, "text/plain"), body("a=b"))).isEmpty();
        assertThatThrownBy(() -> forms.read(stranger(), body("a=%zz"))).isInstanceOf(BadRequestException.class);
    }

    @Test
    void whatIsTooLongInBytesOrInTimeIsNotReadToItsEnd() throws IOException {
        assertThat(forms.read(stranger(), body("a=" + "x".repeat(98)))).hasSize(1);
        assertRefused(413, () -> forms.read(stranger(), body("a=" + "x".repeat(99))));
        assertThat(forms.read(stranger(), slow(4))).isEmpty();
        assertRefused(408, () -> forms.read(stranger(), slow(7)));
        assertRefused(408, () -> forms.read(request(OWNER, "application/x-www-form-urlencoded"), slow(7)));
    }

    @Test
    void ofStrangersFewAreReadAtOnceAndWhoIsKnownIsReadAllTheSame() throws Exception {
        CountDownLatch begun = new CountDownLatch(Forms.STRANGERS);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(Forms.STRANGERS);
        List<Future<Map<String, String>>> slow = new ArrayList<>();
        try {
            for (int i = 0; i < Forms.STRANGERS; i++) {
                slow.add(threads.submit(() -> forms.read(stranger(), held(begun, go))));
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

            assertRefused(429, () -> forms.read(stranger(), body("a=b")));
            assertThat(forms.read(request(OWNER, "application/x-www-form-urlencoded"), body("a=b")))
                    .hasSize(1);
            go.countDown();
            for (Future<Map<String, String>> one : slow) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isEmpty();
            }
            assertThat(forms.read(stranger(), body("a=b"))).hasSize(1);
        } finally {
            go.countDown();
            threads.shutdownNow();
        }
    }

    private static InputStream held(CountDownLatch begun, CountDownLatch go) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                begun.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return read();
            }
        };
    }
}
