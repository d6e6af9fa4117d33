package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.Keys;
import dev.keepsake.catalog.ArchiveKeys;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.CopyReport;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import dev.keepsake.store.s3.RecordedBucket;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup needs is locked for the days that were said from when it is listed, whoever backs up when, and in copies. */
final class LockTest {

    private static final int DAYS = 5;
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path directory;

    private static ObjectStore locking(RecordedBucket bucket) {
        return bucket.store(RecordedBucket.lock(ArchiveKeys.lockTime(DAYS), ArchiveKeys::isLocked));
    }

    private DiskServer server(String name) throws IOException {
        DiskServer server = new DiskServer(Files.createDirectories(directory.resolve(name)));
        server.elects(1).snapshots();
        return server.commits(2);
    }

    private static Archive archive(ObjectStore store) {
        return new Archive(store, SealKeys.agent(), SealKeys.restorer());
    }

    /** The base stays the same for good, so all of the tape is needed. */
    private static void requireLocked(RecordedBucket bucket, ObjectStore store, Manifest manifest, String why)
            throws IOException {
        Map<String, Instant> locks = bucket.locks();
        List<String> needed = new ArrayList<>(List.of("keepsake.json", "keyring/"));
        manifest.shares()
                .forEach(one -> needed.add(
                        "prod/zk/" + one.node() + "/zk/" + one.share().tape() + "/"));
        for (StoredObject object : store.list("", "").all()) {
            String key = object.key().value();
            if (needed.stream().anyMatch(key::startsWith) || key.endsWith("/" + manifest.id() + ".json")) {
                assertThat(locks.get(key))
                        .as("%s: %s for %s", why, key, manifest.id())
                        .isNotNull()
                        .isAfterOrEqualTo(bucket.time().plus(DAY.multipliedBy(DAYS)));
            }
        }
    }

    @Test
    void whoeverBacksUpWhenWhatIsListedIsLockedForAsLongAsWasSaid() throws IOException {
        long first = Long.getLong("keepsake.seed", System.nanoTime());
        int rounds = Integer.getInteger("keepsake.rounds", 2);
        for (long seed = first; seed < first + rounds; seed++) {
            backUpForWeeks(seed);
        }
        System.out.println("locked in " + rounds + " courses, from seed " + first + " on");
    }

    /** Two nodes, each as often as it happens to, and names of backups to come, which anybody may put. */
    private void backUpForWeeks(long seed) throws IOException {
        Random random = new Random(seed);
        RecordedBucket bucket = new RecordedBucket();
        List<DiskServer> servers = List.of(server("one-" + seed), server("two-" + seed));
        try (ObjectStore store = locking(bucket)) {
            Archive archive = archive(store);
            for (int turn = 0; turn < 18; turn++) {
                int node = random.nextInt(4) == 0 ? 1 : 0;
                DiskServer server = servers.get(node);
                Manifest manifest =
                        archive.manifestOf(random.nextBoolean() ? server.commits(1) : server, "node-" + (node + 1));
                requireLocked(bucket, store, manifest, "replay with -Dkeepsake.rounds=1 -Dkeepsake.seed=" + seed);
                if (random.nextInt(10) == 0) {
                    String id = "20990101T0000" + (10 + turn) + "Z";
                    store.putIfAbsent(new ObjectKey("prod/manifest/2099/01/" + id + ".json"), new byte[] {'{'});
                }
                bucket.passes(Duration.ofHours(1 + random.nextInt(60)));
            }
        }
    }

    @Test
    void whatIsListedInACopyIsLockedThereToo() throws IOException {
        RecordedBucket source = new RecordedBucket();
        RecordedBucket bucket = new RecordedBucket();
        DiskServer server = server("server");
        try (ObjectStore from = source.store();
                ObjectStore to = locking(bucket)) {
            Archive archive = archive(from);
            for (int night = 0; night < 25; night++) {
                // the base stays for good, and a copy is made every other night
                Manifest manifest = archive.manifestOf(night % 5 == 0 ? server.commits(1) : server);
                if (night % 2 == 0) {
                    assertThat(copy(from, to).findings()).isEmpty();
                    requireLocked(bucket, to, manifest, "night " + night);
                }
                source.passes(DAY);
                bucket.passes(DAY);
            }
        }
        assertThat(bucket.relocked())
                .as("once or twice in eight days for each of about fifteen objects")
                .isBetween(15, 100);
    }

    @Test
    void anOlderBackupThatIsCopiedLaterHasItsOwnBaseLockedAgain() throws IOException {
        RecordedBucket source = new RecordedBucket();
        RecordedBucket bucket = new RecordedBucket();
        DiskServer server = server("server");
        try (ObjectStore from = source.store();
                ObjectStore to = locking(bucket)) {
            Archive archive = archive(from);
            Manifest first = archive.manifestOf(server);
            Manifest older = archive.manifestOf(server.commits(1));
            copy(from, to, first.id());
            for (int night = 0; night < 20; night++) {
                source.passes(DAY);
                bucket.passes(DAY);
                if (night == 8) {
                    server.snapshots();
                    server.rolls();
                }
                Manifest newest = archive.manifestOf(server.commits(1));
                copy(from, to, newest.id());
            }
            assertThat(archive.count("/base/")).isEqualTo(2);

            copy(from, to, older.id());

            requireLocked(bucket, to, older, "copied late");
        }
    }

    @Test
    void whatAManifestThatIsMendedNeedsIsLockedAgain() throws IOException {
        RecordedBucket source = new RecordedBucket();
        RecordedBucket bucket = new RecordedBucket();
        DiskServer server = server("server");
        try (ObjectStore from = source.store();
                ObjectStore to = locking(bucket)) {
            Manifest manifest = archive(from).manifestOf(server);
            copy(from, to);
            source.passes(DAY.multipliedBy(20));
            bucket.passes(DAY.multipliedBy(20));
            Archive copied = archive(to);
            StoredObject listed = copied.objects("/manifest/").get(0);
            byte[] bytes = copied.bytes(listed);
            bytes[bytes.length / 2] ^= 1;
            copied.replace(listed, bytes);

            List<Copier.Mended> mended = copier(from, to).mend(false, Progress.NONE);

            assertThat(mended)
                    .singleElement()
                    .satisfies(one -> assertThat(one.trouble()).isEmpty());
            requireLocked(bucket, to, manifest, "mended");
        }
    }

    private static Copier copier(ObjectStore from, ObjectStore to) {
        Keys reader = Keys.reading(List.of(), SealKeys.restorer().trust());
        return new Catalog(from, reader, "prod", new Random(1)).copier(to);
    }

    private static CopyReport copy(ObjectStore from, ObjectStore to, BackupId... ids) throws IOException {
        return copier(from, to).copy(new Copier.Request(Set.of(ids), false), Progress.NONE);
    }
}
