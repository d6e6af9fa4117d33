package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.s3.S3Settings;
import dev.keepsake.store.s3.S3Store;
import dev.keepsake.store.s3.UploadSettings;
import dev.keepsake.testkit.FaultProxy;
import dev.keepsake.testkit.S3Server;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An archive with many backups in a real S3 server: a list, and a prune by an agent, take few requests, and two seconds.
 * With 10,000 backups with {@code -Dkeepsake.long=true}; else with fewer, and requests alone are counted.
 */
final class ManyBackupsIT {

    private static final boolean LONG = Boolean.getBoolean("keepsake.long");
    private static final int BACKUPS = Integer.getInteger("keepsake.backups", LONG ? 10_000 : 1_050);
    private static final int FULL = 10_000;
    private static final Instant BEGIN = Instant.parse("2025-11-22T03:00:00Z");
    private static final Duration MOST = Duration.ofSeconds(2);
    private static final Duration MOST_OF_A_PERSON = Duration.ofSeconds(5);
    private static final Layout LAYOUT = new Layout("prod");
    private static final RetentionRules RULES = new RetentionRules(Duration.ofDays(14), 24, 14, 8, 12, 3, 100);

    private static S3Server server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "testtest");
        server = S3Server.s3Proxy(folder);
        for (boolean signed : kinds()) {
            try (ObjectStore store = open(server.endpoint(), signed)) {
                fill(store, signed ? SealKeys.agent() : Keys.NONE);
            }
        }
    }

    /** Signed archives, which cost more, and at full size those in the clear, too. */
    private static List<Boolean> kinds() {
        return BACKUPS < FULL ? List.of(true) : List.of(false, true);
    }

    private static void fill(ObjectStore store, Keys keys) throws IOException {
        List<Map.Entry<ObjectKey, Object>> objects = new ArrayList<>();
        TapeName tape = new TapeName("node-1", "zk", Ulid.at(BEGIN, new Random(1)));
        store.putIfAbsent(
                Layout.ARCHIVE, Json.write(new ArchiveRecord(tape.id(), BEGIN, "keepsake 0.1.0", List.of(), null)));
        for (int i = 0; i < BACKUPS; i++) {
            Instant time = BEGIN.plus(Duration.ofMinutes(i * 50L));
            BackupId id = BackupId.ofSlot(time);
            int base = i / 100 * 100;
            ObjectKey baseKey = new ObjectKey(LAYOUT.bases(tape, zxid(base), zxid(base + 1)));
            Part part = part(tape, baseKey, base, i, time);
            objects.add(Map.entry(LAYOUT.manifest(id), manifest(id, part, time)));
            if (LONG || i % 10 == 0) {
                objects.add(Map.entry(LAYOUT.part(id, "node-1"), part));
                objects.add(Map.entry(LAYOUT.link(tape, zxid(i)), bytes("link " + i)));
            }
            if (base == i) {
                objects.add(Map.entry(baseKey, bytes("base " + i)));
            }
        }
        Vault vault = new Vault(store, keys);
        AtOnce.each(
                objects,
                object -> {
                    ObjectKey key = object.getKey();
                    byte[] stored = object.getValue() instanceof byte[] raw ? raw : vault.json(key, object.getValue());
                    store.putIfAbsent(key, stored);
                    return true;
                },
                (object, answer) -> answer.get());
        new Catalog(store, keys, "prod", new Random(2)).tidy();
    }

    private static Manifest manifest(BackupId id, Part part, Instant time) {
        return new Manifest(
                "keepsake 0.1.0",
                id,
                "prod",
                null,
                time.plusSeconds(9),
                List.of("node-1"),
                true,
                List.of(part),
                null,
                null);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static Zxid zxid(int backup) {
        return Zxid.of(1, 1 + backup * 10L);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Part part(TapeName tape, ObjectKey base, int baseNumber, int number, Instant time) {
        ObjectKey link = LAYOUT.link(tape, zxid(number));
        String hash = "ab".repeat(32);
        Share share = new Share(
                "zk",
                "zookeeper",
                tape.id(),
                new StoredPiece(base, 1234, hash),
                zxid(baseNumber),
                zxid(baseNumber + 1),
                zxid(baseNumber),
                zxid(number + 1),
                time.toEpochMilli(),
                number - baseNumber + 1,
                99,
                new TreeMap<>(Map.of(
                        "mode", "follower", "committed", zxid(number + 1).toString(), "server-version", "3.9.5")),
                List.of(new StoredPiece(link, 99, hash)),
                null);
        return new Part("node-1", "keepsake 0.1.0", time, time.plusSeconds(5), List.of(share), List.of(), null, null);
    }

    private static S3Store open(URI endpoint, boolean signed) throws IOException {
        return S3Store.open(new S3Settings(
                S3Server.BUCKET,
                signed ? "signed" : "many",
                Optional.of(endpoint),
                Optional.of("us-east-1"),
                true,
                List.of(),
                Optional.empty(),
                UploadSettings.NONE,
                key -> false,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30)));
    }

    /** Work with an archive. */
    private interface Work {
        void with(Catalog catalog) throws IOException;
    }

    /** What processors did for this process, which a busy machine changes little. */
    private static long worked() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void measure(String what, int pages, boolean signed, Keys keys, Duration most, Work work)
            throws IOException {
        int requests;
        try (FaultProxy proxy = FaultProxy.before(server.endpoint());
                ObjectStore store = open(proxy.endpoint(), signed)) {
            work.with(new Catalog(store, keys, "prod", new Random(3)));
            requests = proxy.requests().size();
        }
        Duration best = Duration.ofDays(1);
        StringBuilder times = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            try (ObjectStore store = open(server.endpoint(), signed)) {
                long begun = System.nanoTime();
                long worked = worked();
                work.with(new Catalog(store, keys, "prod", new Random(3)));
                Duration taken = Duration.ofNanos(System.nanoTime() - begun);
                times.append(' ').append(taken.toMillis()).append(" ms (");
                times.append((worked() - worked) / 1_000_000).append(" of work)");
                best = taken.compareTo(best) < 0 ? taken : best;
            }
        }
        System.out.println(
                what + " of " + BACKUPS + (signed ? " signed" : "") + " backups: " + requests + " requests," + times);
        assertThat(requests).isLessThan(pages * (1 + BACKUPS / 1000) + 2 * ManifestPacks.WORTH_A_PACK);
        if (BACKUPS >= FULL) {
            assertThat(best).isLessThan(most);
        }
    }

    private static Keys keys(boolean signed, Keys keys) {
        return signed ? keys : Keys.NONE;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aListTakesFewRequestsAndTwoSeconds(boolean signed) throws IOException {
        measure("list", 2, signed, keys(signed, SealKeys.restorer()), MOST, catalog -> {
            assertThat(catalog.list())
                    .hasSize(BACKUPS)
                    .allMatch(one -> one.manifest().isPresent());
            catalog.proofs().standings();
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPlanTakesFewRequestsAndTwoSeconds(boolean signed) throws IOException {
        Work plan = catalog -> {
            PrunePlan made = catalog.pruner(InstantSource.system()).plan(RULES, false);
            assertThat(made.backups()).hasSize(BACKUPS);
            made.id();
        };
        measure("prune", 6, signed, keys(signed, SealKeys.agent()), MOST, plan);
        if (signed) {
            // takes no other's word for what may be removed, so it verifies each signature
            measure("prune by a person", 6, true, SealKeys.restorer(), MOST_OF_A_PERSON, plan);
        }
    }
}
