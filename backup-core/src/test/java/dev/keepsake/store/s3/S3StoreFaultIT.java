package dev.keepsake.store.s3;

import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.keys;
import static dev.keepsake.testkit.StoreUnderTest.read;
import static dev.keepsake.testkit.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.FaultProxy;
import dev.keepsake.testkit.HttpFault;
import dev.keepsake.testkit.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault at requests of every call: what was acknowledged is there, and what is read is right. At every request with
 * {@code -Dkeepsake.long=true}, else at every fortieth.
 */
final class S3StoreFaultIT {

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final boolean LONG = Boolean.getBoolean("keepsake.long");
    private static final int STRIDE = LONG ? 1 : 40;
    private static final int FAULTS = 5;
    /** It keeps in memory what uploads leave behind. */
    private static final int TESTS_OF_A_SERVER = LONG ? 1 : 5;

    private static final byte[] OLD = bytes(1, 100_000);
    private static final byte[] LARGE = bytes(2, 17 << 20);

    @TempDir
    private static Path folder;

    private static @Nullable S3Server running;
    private static int tests;

    private S3Server server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        if (running == null || tests++ % TESTS_OF_A_SERVER == 0) {
            stopServer();
            running = S3Server.s3Proxy(folder);
        }
        server = running;
        proxy = FaultProxy.before(server.endpoint());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
    }

    @AfterAll
    static void stopServer() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    /** Each, or a dozen by chance; but for lies that no store can see through. */
    private static List<HttpFault> faults() {
        List<HttpFault> all = HttpFault.inAnyOrder(new Random());
        all.removeAll(List.of(HttpFault.STALE_404, HttpFault.STALE_LISTING));
        return LONG ? all : all.subList(0, FAULTS);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void oneFaultAtAnyRequestIsGotOver(HttpFault fault) throws IOException {
        int calls = 0;
        int strikes = 0;
        boolean struck = true;
        for (int at = first(fault); struck; at += STRIDE) {
            strikes++;
            String prefix = "once/" + PREFIXES.incrementAndGet();
            try (ObjectStore direct = S3Stores.open(server.endpoint(), prefix, Duration.ofSeconds(20));
                    ObjectStore store = S3Stores.open(proxy.endpoint(), prefix, timeout(fault))) {
                write(direct, "a/old", OLD);
                proxy.strikeOnce(at, fault);
                calls += allCalls(store, direct, at);
                struck = proxy.struck();
                direct.delete(new ObjectKey("a/large"));
            }
        }
        // who wrongly says that a condition does not hold is taken at its word; of the probe's, for all writes after it
        int most = fault == HttpFault.PRECONDITION_412 ? Math.max(10, 2 * strikes) : 0;
        assertThat(calls).as("calls that failed").isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aStoreThatStopsWorkingAtAnyRequestTellsNoLies(HttpFault fault) throws IOException {
        boolean struck = true;
        for (int at = first(fault); struck; at += STRIDE) {
            String prefix = "dead/" + PREFIXES.incrementAndGet();
            try (ObjectStore direct = S3Stores.open(server.endpoint(), prefix, Duration.ofSeconds(20));
                    ObjectStore store = S3Stores.open(proxy.endpoint(), prefix, Duration.ofMillis(150))) {
                write(direct, "a/old", OLD);
                proxy.strikeForGood(at, fault);
                allCalls(store, direct, at);
                struck = proxy.struck();
                proxy.pass();
                direct.delete(new ObjectKey("a/large"));
            }
        }
    }

    /** Where the first strike is: not every request is reached by each run, and over many runs all are. */
    private static int first(HttpFault fault) {
        long seed = new Random().nextLong();
        System.out.println(fault + " at every request that is " + STRIDE + " after another, seed " + seed);
        return new Random(seed).nextInt(STRIDE);
    }

    /** Short only where the fault is that nothing comes, as a busy machine is slow to answer. */
    private static Duration timeout(HttpFault fault) {
        boolean nothingComes = fault == HttpFault.SILENCE || fault == HttpFault.HANG_IN_BODY;
        return Duration.ofMillis(nothingComes ? 1000 : 10_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"TRUNCATED_BODY", "HANG_IN_BODY"})
    void aReadGoesOnWhereItsConnectionBroke(HttpFault fault) throws IOException {
        try (ObjectStore direct = S3Stores.open(server.endpoint(), "read", Duration.ofSeconds(20));
                ObjectStore store = S3Stores.open(proxy.endpoint(), "read", timeout(fault))) {
            write(direct, "a/large", LARGE);
            proxy.strikeOnce(0, fault);

            assertThat(Arrays.equals(read(store, "a/large"), LARGE)).isTrue();
            assertThat(proxy.requests()).hasSize(2);
        }
    }

    @Test
    void aReadNeverMixesTwoObjects() throws IOException {
        try (ObjectStore direct = S3Stores.open(server.endpoint(), "mix", Duration.ofSeconds(20));
                ObjectStore store = S3Stores.open(proxy.endpoint(), "mix", Duration.ofSeconds(10))) {
            write(direct, "a/large", LARGE);
            proxy.strikeOnce(0, HttpFault.TRUNCATED_BODY);
            try (InputStream in = store.open(new ObjectKey("a/large"), 0)) {
                assertThat(in.readNBytes(1000)).isEqualTo(Arrays.copyOf(LARGE, 1000));
                write(direct, "a/large", bytes(9, LARGE.length));

                assertThatThrownBy(in::readAllBytes)
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("it was replaced while it was being read");
            }
        }
    }

    @Test
    void everyLostAnswerOfALargeWriteIsGotOver() throws IOException {
        boolean struck = true;
        for (int at = 0; struck; at++) {
            try (ObjectStore direct = S3Stores.open(server.endpoint(), "lost/" + at, Duration.ofSeconds(20));
                    ObjectStore store = S3Stores.open(proxy.endpoint(), "lost/" + at, Duration.ofSeconds(10))) {
                proxy.strikeOnce(at, HttpFault.ANSWER_LOST);
                write(store, "a/large", LARGE);

                struck = proxy.struck();
                assertThat(Arrays.equals(read(direct, "a/large"), LARGE)).isTrue();
                direct.delete(new ObjectKey("a/large"));
            }
        }
    }

    private static int allCalls(ObjectStore store, ObjectStore direct, int at) throws IOException {
        int failed = 0;
        failed += writing(store, direct, "a/large", LARGE) ? 0 : 1;
        failed += writing(store, direct, "a/old", bytes(3, 500)) ? 0 : 1;
        failed += putting(store, direct) ? 0 : 1;
        failed += reading(store, direct) ? 0 : 1;
        try {
            List<String> keys = keys(store, "", "");
            assertThat(keys).as("fault at %d", at).isEqualTo(keys(direct, "", ""));
            store.now();
        } catch (StoreException.Unavailable planned) {
            failed++;
        }
        return failed;
    }

    private static boolean writing(ObjectStore store, ObjectStore direct, String key, byte[] bytes) throws IOException {
        byte[] before = there(direct, key);
        try {
            write(store, key, bytes);
        } catch (StoreException.OutcomeUnknown planned) {
            byte[] after = there(direct, key);
            assertThat(Arrays.equals(after, before) || Arrays.equals(after, bytes))
                    .isTrue();
            return false;
        } catch (StoreException planned) {
            assertThat(Arrays.equals(there(direct, key), before))
                    .as("%s", planned)
                    .isTrue();
            return false;
        }
        assertThat(Arrays.equals(there(direct, key), bytes)).isTrue();
        return true;
    }

    private static boolean putting(ObjectStore store, ObjectStore direct) throws IOException {
        byte[] bytes = bytes(4, 3000);
        try {
            store.putIfAbsent(new ObjectKey("b/put"), bytes);
        } catch (StoreException.OutcomeUnknown planned) {
            byte[] after = there(direct, "b/put");
            assertThat(after.length == 0 || Arrays.equals(after, bytes)).isTrue();
            return false;
        } catch (StoreException.Unavailable planned) {
            assertThat(there(direct, "b/put")).as("%s", planned).isEmpty();
            return false;
        }
        assertThat(there(direct, "b/put")).isEqualTo(bytes);
        return true;
    }

    private static boolean reading(ObjectStore store, ObjectStore direct) throws IOException {
        try {
            byte[] read = read(store, "a/large", 1000);
            assertThat(Arrays.equals(read, Arrays.copyOfRange(LARGE, 1000, LARGE.length)))
                    .isTrue();
            return true;
        } catch (StoreException.NotFound absent) {
            assertThat(there(direct, "a/large")).isEmpty();
            return false;
        } catch (StoreException.Unavailable planned) {
            return false;
        }
    }

    private static byte[] there(ObjectStore direct, String key) throws IOException {
        try {
            return read(direct, key);
        } catch (StoreException.NotFound absent) {
            return new byte[0];
        }
    }
}
