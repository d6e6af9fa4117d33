package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.archive.Keys;
import dev.keepsake.catalog.ArchiveKeys;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Pruner;
import dev.keepsake.catalog.RestoreRecord;
import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.catalog.ToolFile;
import dev.keepsake.job.StoreCheck;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoredObject;
import dev.keepsake.store.s3.ObjectLock;
import dev.keepsake.store.s3.RecordedBucket;
import dev.keepsake.store.s3.RecordedBucket.Needed;
import dev.keepsake.store.s3.S3Store;
import dev.keepsake.testkit.SealKeys;
import dev.keepsake.testkit.StoreTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The policies in {@code deploy/iam} against what is really asked of a bucket: each request is allowed, and each action on
 * each resource that is allowed, is asked for. And locks: what is listed is locked for as long as was said.
 */
final class PoliciesTest {

    private static final Path FOLDER = Path.of("..", "deploy", "iam");
    private static final Duration DAY = Duration.ofDays(1);
    private static final RetentionRules LAST = new RetentionRules(Duration.ZERO, 0, 0, 0, 0, 3, 100);

    private static final byte[] GZIP = {0x1f, (byte) 0x8b, 0};

    private final RecordedBucket bucket = new RecordedBucket();

    @TempDir
    private Path directory;

    /** An action that is allowed on a resource. */
    private record Grant(String action, String resource) {

        boolean allows(Needed needed) {
            String of = "arn:aws:s3:::BUCKET"
                    + (needed.name().isEmpty()
                            ? ""
                            : "/PREFIX" + needed.name().substring(RecordedBucket.PREFIX.length()));
            String pattern = Pattern.quote(resource).replace("*", "\\E.*\\Q");
            return action.equals(needed.action()) && of.matches(pattern);
        }
    }

    private static List<Grant> grants(String... policies) throws IOException {
        List<Grant> grants = new ArrayList<>();
        for (String policy : policies) {
            JsonNode root =
                    new ObjectMapper().readTree(FOLDER.resolve(policy + ".json").toFile());
            assertThat(root.path("Version").asText()).isEqualTo("2012-10-17");
            for (JsonNode statement : root.path("Statement")) {
                assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
                for (String action : words(statement.path("Action"))) {
                    for (String resource : words(statement.path("Resource"))) {
                        grants.add(new Grant(action, resource));
                    }
                }
            }
        }
        return grants;
    }

    private static List<String> words(JsonNode node) {
        List<String> words = new ArrayList<>();
        if (node.isTextual()) {
            words.add(node.asText());
        }
        node.forEach(one -> words.add(one.asText()));
        return words;
    }

    /** What is allowed beyond what was asked for is a right too many, but for those that are named. */
    private static void requireEnoughAndNotMore(Set<Needed> needed, List<Grant> grants, String... rare) {
        for (Needed one : needed) {
            assertThat(grants).as("allows " + one).anyMatch(grant -> grant.allows(one));
        }
        assertThat(grants.stream()
                        .filter(grant -> needed.stream().noneMatch(grant::allows))
                        .map(grant -> grant.action() + " " + grant.resource().replace("arn:aws:s3:::BUCKET/PREFIX", ""))
                        .toList())
                .as("allowed and never asked for")
                .containsExactlyInAnyOrder(rare);
    }

    private static void requireDenied(List<Grant> grants, String action, String... keys) {
        for (String key : keys) {
            Needed one = new Needed("s3:" + action, RecordedBucket.PREFIX + "/" + key);
            assertThat(grants).as("denies " + one).noneMatch(grant -> grant.allows(one));
        }
    }

    /** Looks at the bucket as whoever may do no more than this; to its full depth where all is written that a look writes. */
    private void look(S3Store store, List<Grant> grants, StoreCheck.Depth depth) throws IOException {
        bucket.allow(needed -> grants.stream().anyMatch(grant -> grant.allows(needed)));

        StoreCheck.Report report =
                new StoreCheck(store, store::traits, bucket::time, new Random(1)).run(depth, one -> {});

        assertThat(report.usable()).as(report.toString()).isTrue();
        bucket.allow(all -> true);
    }

    /** Where nothing else is, and where it shows that nothing can be deleted. */
    private void requireDeniedOnlyWhatLooksDelete() {
        assertThat(bucket.denied())
                .isNotEmpty()
                .allMatch(one -> one.action().equals("s3:DeleteObject")
                        && one.name().startsWith(RecordedBucket.PREFIX + "/" + ArchiveKeys.STORE_CHECKS));
    }

    private DiskServer server() throws IOException {
        DiskServer server = new DiskServer(directory);
        server.elects(1).snapshots();
        return server.commits(2);
    }

    private static Archive archive(ObjectStore store) {
        return new Archive(store, SealKeys.agent(), SealKeys.restorer());
    }

    @Test
    void whoeverBacksUpMayJustThat() throws IOException {
        try (S3Store store = bucket.store()) {
            Archive archive = archive(store);
            archive.written.create("test");
            Manifest manifest = archive.manifestOf(server());
            archive.written.proofs().put(archive.verify(manifest.id(), Proof.Level.OBJECTS));
            Path tool = directory.resolve("keepsake-0.1.0-linux-amd64.tar.gz");
            archive.written.tools().keep(ToolFile.of(Files.write(tool, GZIP)).orElseThrow(), "here");
            givesUpALargeBase(store);
            List<Grant> grants = grants("writer");
            look(store, grants, StoreCheck.Depth.FULL);

            requireDeniedOnlyWhatLooksDelete();
            requireEnoughAndNotMore(
                    bucket.needed(),
                    grants,
                    // packs are made when there are many backups; only what is large is uploaded in parts, which may be
                    // aborted
                    "s3:PutObject /*/index/manifests/*",
                    "s3:AbortMultipartUpload /.keepsake-probe",
                    "s3:AbortMultipartUpload /STORE-CHECK/*",
                    "s3:AbortMultipartUpload /keepsake.json",
                    "s3:AbortMultipartUpload /README.txt",
                    "s3:AbortMultipartUpload /keyring/*",
                    "s3:AbortMultipartUpload /tools/*",
                    "s3:AbortMultipartUpload /*/backup/*",
                    "s3:AbortMultipartUpload /*/manifest/*",
                    "s3:AbortMultipartUpload /*/verify/*",
                    "s3:AbortMultipartUpload /*/index/manifests/*");
            requireDenied(
                    grants,
                    "DeleteObject",
                    "prod/manifest/2026/11/x.json",
                    "keepsake.json",
                    "tools/x",
                    "prod/zk/n/zk/T/base/1");
            requireDenied(grants, "PutObject", "prod/tomb/x.json", "prod/restored/1/2/x.json", "form/0002.json");
        }
    }

    private static void givesUpALargeBase(ObjectStore store) throws IOException {
        try (ObjectWrite write = store.write(new ObjectKey("prod/zk/node-1/zk/x/base/1"))) {
            write.write(new byte[20 << 20]);
        }
    }

    @Test
    void whoeverRestoresMayJustThat() throws IOException {
        DiskServer server = server();
        try (ObjectStore store = bucket.store()) {
            archive(store).manifestOf(server);
        }
        bucket.needed();
        try (S3Store store = bucket.store()) {
            Archive archive = archive(store);
            Manifest manifest = archive.catalog.newest().orElseThrow();
            archive.target(manifest, directory.resolve("blank")).plan();
            archive.catalog.proofs().put(archive.verify(manifest.id(), Proof.Level.PROOF));
            archive.catalog.noteRestore(
                    new RestoreRecord(manifest.id(), null, 1_001, "x", null, "here", archive.catalog.now()));
            archive.catalog.audit().note("restore", "x", "done", "", "ops", "here");

            List<Grant> grants = grants("restorer");
            look(store, grants, StoreCheck.Depth.CHEAP);
            requireDeniedOnlyWhatLooksDelete();
            requireEnoughAndNotMore(bucket.needed(), grants);
            requireDenied(grants, "PutObject", "prod/manifest/2026/11/x.json", "keepsake.json", "prod/hold/x/y.json");
            requireDenied(grants, "DeleteObject", "prod/restored/1/2/x.json");
        }
    }

    @Test
    void whoeverPrunesMayJustThat() throws IOException {
        try (ObjectStore store = bucket.store()) {
            DiskServer server = server();
            Archive archive = archive(store);
            for (int i = 0; i < 8; i++) {
                Manifest manifest = archive.manifestOf(server.commits(2));
                archive.written
                        .holds()
                        .put(manifest.id(), "for a while", bucket.time().plus(DAY), "here");
                archive.written.proofs().put(archive.verify(manifest.id(), Proof.Level.OBJECTS));
                server.snapshots();
                server.rolls();
                bucket.passes(DAY.multipliedBy(8));
            }
        }
        bucket.needed();
        try (S3Store store = bucket.store()) {
            Pruner pruner = archive(store).written.pruner(StoreTime.of(store));
            for (int i = 0; i < 8; i++) {
                bucket.passes(DAY.multipliedBy(4));
                pruner.claim(BackupId.ofSlot(bucket.time()), "node-1");
                pruner.execute(pruner.plan(LAST, false), "here");
            }
            archive(store).written.audit().note("prune", "x", "done", "", "ops", "here");

            List<Grant> grants = grants("pruner");
            look(store, grants, StoreCheck.Depth.CHEAP);
            assertThat(bucket.denied()).isEmpty();
            requireEnoughAndNotMore(bucket.needed(), grants, "s3:PutObject /*/zk/*/removed/*"); // of a hole in a tape
            requireDenied(
                    grants,
                    "DeleteObject",
                    "keepsake.json",
                    "keyring/0001.json",
                    "tools/x",
                    "prod/restored/1/2/x.json");
            requireDenied(
                    grants, "PutObject", "prod/manifest/2026/11/x.json", "prod/hold/x/y.json", "keyring/0003.json");
        }
    }

    @Test
    void whoeverHoldsBackupsMayJustThat() throws IOException {
        Manifest manifest;
        try (ObjectStore store = bucket.store()) {
            manifest = archive(store).manifestOf(server());
        }
        bucket.needed();
        try (ObjectStore store = bucket.store()) {
            Archive archive = archive(store);
            archive.written.holds().put(manifest.id(), "an audit", null, "here");
            archive.written.holds().release(manifest.id(), "here");
            archive.written.audit().note("hold", "x", "done", "", "ops", "here");

            List<Grant> grants = grants("holder");
            requireEnoughAndNotMore(bucket.needed(), grants);
            requireDenied(grants, "DeleteObject", "prod/hold/x/y.json", "prod/manifest/2026/11/x.json");
            requireDenied(grants, "PutObject", "prod/manifest/2026/11/x.json", "keyring/0003.json", "prod/tomb/x.json");
        }
    }

    @Test
    void whoeverCopiesToAPlaceMayJustAddThere() throws IOException {
        RecordedBucket source = new RecordedBucket();
        try (ObjectStore from = source.store();
                ObjectStore to = bucket.store()) {
            archive(from).manifestOf(server());
            Keys reader = Keys.reading(List.of(), SealKeys.restorer().trust());
            new Catalog(from, reader, "prod", new Random(1))
                    .copier(to)
                    .copy(new Copier.Request(Set.of(), false), Progress.NONE);
            givesUpALargeBase(to);

            requireEnoughAndNotMore(bucket.needed(), grants("copier"));
        }
    }

    @Test
    void whoeverCopiesToAPlaceWithLocksMayLockWhatIsAddedThere() throws IOException {
        RecordedBucket source = new RecordedBucket();
        try (ObjectStore from = source.store();
                ObjectStore to = bucket.store(RecordedBucket.lock(ArchiveKeys.lockTime(5), ArchiveKeys::isLocked))) {
            DiskServer server = server();
            Keys reader = Keys.reading(List.of(), SealKeys.restorer().trust());
            for (int week = 0; week < 2; week++) {
                archive(from).manifestOf(server);
                new Catalog(from, reader, "prod", new Random(1))
                        .copier(to)
                        .copy(new Copier.Request(Set.of(), false), Progress.NONE);
                source.passes(DAY.multipliedBy(9));
                bucket.passes(DAY.multipliedBy(9));
            }
            givesUpALargeBase(to);

            requireEnoughAndNotMore(bucket.needed(), grants("copier", "copier-with-object-lock"));
            assertThat(bucket.relocked()).isPositive();
        }
    }

    @Test
    void whatIsListedIsLockedForTheDaysThatWereSaid() throws IOException {
        int days = 5;
        Optional<ObjectLock> lock = RecordedBucket.lock(ArchiveKeys.lockTime(days), ArchiveKeys::isLocked);
        Set<Needed> needed = new LinkedHashSet<>();
        try (ObjectStore store = bucket.store(lock)) {
            DiskServer server = server();
            Archive archive = archive(store);
            for (int night = 0; night < 25; night++) {
                archive.manifestOf(night % 3 == 0 ? server.commits(1) : server); // the base stays for good
                requireAllLocked(store, bucket.time().plus(DAY.multipliedBy(days)));
                needed.addAll(bucket.needed());
                bucket.passes(DAY);
            }
            assertThat(bucket.relocked())
                    .as("once or twice in eight days for each of about twenty objects")
                    .isBetween(20, 160);
        }
        needed.removeIf(one -> !one.action().equals("s3:PutObjectRetention"));
        requireEnoughAndNotMore(
                needed,
                grants("writer-with-object-lock"),
                "s3:PutObjectRetention /*/restored/*",
                "s3:PutObjectRetention /tools/*",
                "s3:PutObjectRetention /*/audit/*");
    }

    /** Everything that the newest backup needs; the archive has but one tape and needs all of it. */
    private void requireAllLocked(ObjectStore store, Instant until) throws IOException {
        Map<String, Instant> locks = bucket.locks();
        String newest = store.list("prod/manifest/", "").all().stream()
                .reduce((one, other) -> other)
                .orElseThrow()
                .key()
                .value();
        for (StoredObject object : store.list("", "").all()) {
            String key = object.key().value();
            if (key.startsWith("prod/zk/") || key.startsWith("keyring/") || key.equals(newest)) {
                assertThat(locks.get(key)).as(key).isNotNull().isAfterOrEqualTo(until);
            }
        }
        assertThat(locks.keySet()).noneMatch(key -> key.contains("probe") || key.contains("/index/"));
        assertThat(Optional.ofNullable(locks.get("keepsake.json"))).isPresent();
    }
}
