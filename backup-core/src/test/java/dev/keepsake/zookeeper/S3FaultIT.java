package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.CopyReport;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.s3.S3Settings;
import dev.keepsake.store.s3.S3Store;
import dev.keepsake.store.s3.UploadSettings;
import dev.keepsake.testkit.FaultProxy;
import dev.keepsake.testkit.HttpFault;
import dev.keepsake.testkit.S3Server;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole backups, restores and copies over S3 with one thing going wrong, once or for good: whatever is listed restores, nothing
 * wrong is restored, and the next run succeeds. At every request with {@code -Dkeepsake.long=true}, else at some.
 */
final class S3FaultIT {

    private static final boolean LONG = Boolean.getBoolean("keepsake.long");
    private static final int SAMPLES = 1;
    private static final int FAULTS = 5;
    /** What a request gets over: it is tried five times. */
    private static final int STORM = 3;

    @TempDir
    private static Path folder;

    private static S3Server server;
    private static FaultProxy proxy;
    private static int runs;

    @TempDir
    private Path machine;

    @BeforeAll
    static void start() throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "testtest");
        server = S3Server.s3Proxy(folder);
        proxy = FaultProxy.before(server.endpoint());
    }

    @AfterAll
    static void stop() throws IOException {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        proxy.close();
        server.close();
        System.out.println("runs over S3 with a fault: " + runs);
    }

    /** Each, or a dozen by chance. */
    private static List<HttpFault> faults() {
        List<HttpFault> all = HttpFault.inAnyOrder(new Random());
        return LONG ? all : all.subList(0, FAULTS);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aBackupWithOneFault(HttpFault fault) throws IOException {
        backups(fault, false);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aBackupToAStoreThatStopsWorking(HttpFault fault) throws IOException {
        backups(fault, true);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aRestoreWithOneFault(HttpFault fault) throws IOException {
        restores(fault, false);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aRestoreFromAStoreThatStopsWorking(HttpFault fault) throws IOException {
        restores(fault, true);
    }

    /** From one place of a server to another, where the fault strikes. */
    @ParameterizedTest
    @MethodSource("faults")
    void aCopyWithOneFault(HttpFault fault) throws IOException {
        DiskServer source = new DiskServer(machine);
        source.elects(1).snapshots();
        source.commits(3);
        String truth = hash(source);
        try (ObjectStore from = open(server.endpoint(), "copied/" + ++runs, Duration.ofSeconds(20))) {
            new Archive(from).manifestOf(source);
            proxy.pass();
            try (ObjectStore counted = open(proxy.endpoint(), "count/" + runs, Duration.ofSeconds(20))) {
                copy(from, counted);
            }
            for (int at : strikes(fault, proxy.requests())) {
                copyWith(fault, at, from, truth);
            }
        }
    }

    private void copyWith(HttpFault fault, int at, ObjectStore from, String truth) throws IOException {
        String prefix = "copy/" + ++runs;
        try (ObjectStore direct = open(server.endpoint(), prefix, Duration.ofSeconds(20));
                ObjectStore faulty = open(proxy.endpoint(), prefix, timeout(fault, false))) {
            proxy.strikeOnce(at, fault);
            try {
                copy(from, faulty);
            } catch (IOException planned) {
                assertThat(planned).hasMessageNotContaining("null");
            }
            proxy.pass();
            if (new Archive(direct).catalog.exists()) {
                requireRestorable(direct, truth);
            }
            assertThat(copy(from, direct).findings()).isEmpty();
            requireRestorable(direct, truth);
            assertThat(new Archive(direct).catalog.list()).hasSize(1);
            assertThat(copy(from, direct).objects()).isZero();
        }
    }

    private static CopyReport copy(ObjectStore from, ObjectStore to) throws IOException {
        return new Catalog(from, SealKeys.ofRestorer(), "prod", new Random(1))
                .copier(to)
                .copy(new Copier.Request(Set.of(), false), Progress.NONE);
    }

    private void backups(HttpFault fault, boolean forGood) throws IOException {
        DiskServer source = new DiskServer(machine);
        source.elects(1).snapshots();
        source.commits(3);
        String truth = hash(source);
        for (int at : strikes(fault, requestsOfABackup(source))) {
            String prefix = "backup/" + ++runs;
            try (ObjectStore direct = open(server.endpoint(), prefix, Duration.ofSeconds(20));
                    ObjectStore faulty = open(proxy.endpoint(), prefix, timeout(fault, forGood))) {
                strike(at, fault, forGood);
                attempt(faulty, source);
                proxy.pass();
                requireNextSucceeds(direct, source, truth);
            }
        }
    }

    private void requireNextSucceeds(ObjectStore direct, DiskServer source, String truth) throws IOException {
        requireRestorable(direct, truth);
        new Archive(direct).manifestOf(source);
        requireRestorable(direct, truth);
        assertThat(new Archive(direct).catalog.newest().orElseThrow().zxid()).isEqualTo(source.last());
    }

    private static List<String> requestsOfABackup(DiskServer source) throws IOException {
        proxy.pass();
        try (ObjectStore store = open(proxy.endpoint(), "count/" + ++runs, Duration.ofSeconds(20))) {
            new Archive(store).manifestOf(source);
        }
        return proxy.requests();
    }

    private static boolean attempt(ObjectStore store, DiskServer source) {
        try {
            new Archive(store).manifestOf(source);
            return true;
        } catch (IOException planned) {
            assertThat(planned).hasMessageNotContaining("null");
            return false;
        }
    }

    /** A storm costs waits, so that one kind must do where time is short. */
    private static List<HttpFault> storms() {
        List<HttpFault> all = List.of(
                HttpFault.ERROR_500,
                HttpFault.SLOW_DOWN_503,
                HttpFault.TOO_MANY_429,
                HttpFault.CUT,
                HttpFault.ANSWER_LOST);
        return LONG ? all : List.of(all.get(new Random().nextInt(all.size())));
    }

    @ParameterizedTest
    @MethodSource("storms")
    void aBackupAndARestoreInAStormThatPasses(HttpFault fault) throws IOException {
        DiskServer source = new DiskServer(machine);
        source.elects(1).snapshots();
        source.commits(3);
        String truth = hash(source);
        for (int at : strikes(fault, requestsOfABackup(source))) {
            String prefix = "storm/" + ++runs;
            try (ObjectStore direct = open(server.endpoint(), prefix, Duration.ofSeconds(20));
                    ObjectStore faulty = open(proxy.endpoint(), prefix, Duration.ofSeconds(10))) {
                proxy.storm(at, fault, STORM);
                assertThat(attempt(faulty, source)).as("%s at %d", fault, at).isTrue();
                proxy.storm(at / 2, fault, STORM);
                assertThat(restored(prefix, Duration.ofSeconds(10))).contains(truth);
                proxy.pass();
                requireNextSucceeds(direct, source, truth);
            }
        }
    }

    private void requireRestorable(ObjectStore store, String truth) throws IOException {
        Archive archive = new Archive(store);
        for (Catalog.Listed listed : archive.catalog.list()) {
            Manifest manifest = listed.manifest().orElseThrow();
            assertThat(archive.target(manifest, machine.resolve("blank")).plan().hash())
                    .isEqualTo(truth);
        }
    }

    private void restores(HttpFault fault, boolean forGood) throws IOException {
        DiskServer source = new DiskServer(machine);
        source.elects(1).snapshots();
        source.commits(3);
        String truth = hash(source);
        String prefix = "restore/" + ++runs;
        try (ObjectStore direct = open(server.endpoint(), prefix, Duration.ofSeconds(20))) {
            new Archive(direct).manifestOf(source);
        }
        proxy.pass();
        assertThat(restored(prefix, Duration.ofSeconds(20))).contains(truth);
        int succeeded = 0;
        List<Integer> strikes = strikes(fault, proxy.requests());
        for (int at : strikes) {
            runs++;
            strike(at, fault, forGood);
            Optional<String> hash = restored(prefix, timeout(fault, forGood));
            assertThat(hash.orElse(truth)).isEqualTo(truth);
            succeeded += hash.isPresent() ? 1 : 0;
        }
        proxy.pass();
        // a request that only reads is made again, and what was refused wrongly is said so
        boolean gotOver = !forGood && !fault.isLie();
        assertThat(succeeded).isGreaterThanOrEqualTo(gotOver ? strikes.size() : 0);
    }

    private Optional<String> restored(String prefix, Duration timeout) throws IOException {
        try (ObjectStore store = open(proxy.endpoint(), prefix, timeout)) {
            Archive archive = new Archive(store);
            Optional<Manifest> manifest = archive.catalog.newest();
            return manifest.isEmpty()
                    ? Optional.empty() // nothing is listed, and so nothing restored
                    : Optional.of(archive.target(manifest.get(), machine.resolve("blank"))
                            .plan()
                            .hash());
        } catch (StoreException planned) {
            assertThat(planned).hasMessageContaining(prefix).hasMessageNotContaining("null");
            return Optional.empty();
        } catch (CorruptException | RefusedException planned) {
            assertThat(planned).hasMessageNotContaining("null");
            return Optional.empty();
        }
    }

    private static void strike(int at, HttpFault fault, boolean forGood) {
        if (forGood) {
            proxy.strikeForGood(at, fault);
        } else {
            proxy.strikeOnce(at, fault);
        }
    }

    private static List<Integer> strikes(HttpFault fault, List<String> requests) {
        int[] concerned = IntStream.range(0, requests.size())
                .filter(at -> fault.concerns(requests.get(at)))
                .toArray();
        if (LONG) {
            return IntStream.of(concerned).boxed().toList();
        }
        long seed = Long.getLong("keepsake.seed", new Random().nextLong());
        System.out.println(fault + " at some of " + concerned.length + " requests, seed " + seed);
        return new Random(seed)
                .ints(SAMPLES, 0, concerned.length)
                .mapToObj(index -> concerned[index])
                .toList();
    }

    private static Duration timeout(HttpFault fault, boolean forGood) {
        boolean nothingComes = fault == HttpFault.SILENCE || fault == HttpFault.HANG_IN_BODY;
        return Duration.ofMillis(forGood ? 150 : nothingComes ? 1000 : 10_000);
    }

    private static ObjectStore open(URI endpoint, String prefix, Duration timeout) throws IOException {
        return S3Store.open(new S3Settings(
                S3Server.BUCKET,
                prefix,
                Optional.of(endpoint),
                Optional.of("us-east-1"),
                true,
                List.of(),
                Optional.empty(),
                UploadSettings.NONE,
                key -> false,
                Duration.ofSeconds(2),
                timeout));
    }

    private static String hash(DiskServer source) throws IOException {
        return Seed.of(ServerTree.copyOf(source.tree, source.sessions), SessionPolicy.DROP)
                .hash();
    }
}
