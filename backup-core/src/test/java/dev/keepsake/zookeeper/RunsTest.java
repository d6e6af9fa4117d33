package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moment;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Range;
import dev.keepsake.catalog.Rolling;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.TapeCoverage;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups, ranges, restores and proofs over tapes whose links were rolled up. */
final class RunsTest {

    private final MemoryStore store = new MemoryStore();
    private final Archive archive = new Archive(store);

    @TempDir
    private Path directory;

    private DiskServer server;
    private final List<Manifest> backups = new ArrayList<>();
    private final SortedMap<Zxid, String> truth = new TreeMap<>();

    @BeforeEach
    void aServer() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
    }

    @Test
    void rangesMomentsAndBackupsAreTheSameWithRunsAndWithoutTheLinksBelowThem() throws Exception {
        backUp(6);
        TapeCoverage before = tape();
        Rolling rolling = new Rolling(store);
        List<StoredObject> links = rolling.links();
        rolling.rollUp(links.subList(0, 3));
        rolling.rollUp(links.subList(3, 5));

        assertThat(tape()).isEqualTo(before);
        requireTruth();
        lose(links.subList(0, 5));

        assertThat(tape()).isEqualTo(before);
        requireTruth();
        requireProven();
    }

    @Test
    void aCaptureGoesOnFromARunAsFromALink() throws Exception {
        backUp(4);
        Rolling rolling = new Rolling(store);
        List<StoredObject> links = rolling.links();
        rolling.rollUp(links);
        lose(links);

        backUp(1);

        assertThat(archive.count("/tape.json")).isEqualTo(1);
        Share share = backups.get(4).shares().get(0).share();
        assertThat(share.links()).as("a run and a link").isEqualTo(2);
        assertThat(tape().ranges()).containsExactly(range(1, 10));
        requireTruth();
        requireProven();
    }

    @Test
    void theTapeThatARunEndsIsGoneOnWithEvenWhenNothingFollows() throws Exception {
        backUp(3);
        server.snapshots();
        archive.backUp(server);
        new Rolling(store).turns(3);
        lose(new Rolling(store).links());

        backUp(1);

        assertThat(archive.count("/tape.json")).isEqualTo(1);
        requireTruth();
    }

    @Test
    void aDamagedRunIsNamedAndItsLinksAreRestoredFrom() throws Exception {
        backUp(5);
        TapeCoverage before = tape();
        ObjectKey run = new Rolling(store).rollUp(1, 4);
        StoredObject object = object(run);
        byte[] whole = archive.bytes(object);
        for (int i = 0; i < whole.length; i += 151) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            archive.replace(object, flipped);

            assertThat(tape().ranges()).as("flipped at " + i).isEqualTo(before.ranges());
            assertThat(tape().gaps()).isEmpty();
            requireTruthAt(Zxid.of(1, 5));
            for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
                Proof proof = archive.verify(backups.get(4).id(), level);
                assertThat(proof.good()).as("the backup is restored").isTrue();
                assertThat(spared(proof))
                        .as("flipped at " + i)
                        .singleElement()
                        .asString()
                        .contains(run.value())
                        .contains("The links that it was made of are whole; a restore takes them instead");
            }
        }
        archive.replace(object, Arrays.copyOf(whole, whole.length / 2));
        assertThat(tape().ranges()).isEqualTo(before.ranges());
        assertThat(tape().gaps()).isEmpty();
        assertThat(tape().problems()).hasSize(1);
        assertThat(tape().problems().get(0))
                .contains(run.value())
                .contains("the links that it was made of stand in for it");
    }

    private static List<String> spared(Proof proof) {
        return proof.findings().stream()
                .filter(CheckReport.Finding::isSpared)
                .map(CheckReport.Finding::seen)
                .toList();
    }

    @Test
    void aDamagedLinkBelowARunIsNamedAndTheRunIsRestoredFrom() throws Exception {
        backUp(4);
        Rolling rolling = new Rolling(store);
        StoredObject link = rolling.links().get(1);
        rolling.rollUp(0, 3);
        byte[] bytes = archive.bytes(link);
        bytes[bytes.length / 2] ^= 1;
        archive.replace(link, bytes);

        requireTruth();
        assertThat(tape().problems()).isEmpty();
        for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
            Proof proof = archive.verify(backups.get(3).id(), level);
            assertThat(proof.good()).isTrue();
            assertThat(spared(proof))
                    .singleElement()
                    .asString()
                    .contains(link.key().value())
                    .contains("Its records stand in");
        }
    }

    @Test
    void aDamagedRunWithoutItsLinksFailsEveryLook() throws Exception {
        backUp(5);
        Rolling rolling = new Rolling(store);
        List<StoredObject> links = rolling.links();
        ObjectKey run = rolling.rollUp(1, 4);
        lose(links.subList(2, 3));
        StoredObject object = object(run);
        byte[] bytes = archive.bytes(object);
        bytes[bytes.length - 80] ^= 1;
        archive.replace(object, bytes);

        for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
            Proof proof = archive.verify(backups.get(4).id(), level);
            assertThat(proof.good()).as("%s", level).isFalse();
            assertThat(String.join("\n", VerifyTest.bad(proof)))
                    .contains(run.value())
                    .contains("stand");
        }
        assertThat(archive.verify(backups.get(0).id(), Proof.Level.PROOF).good())
                .as("the backup before it needs none of that")
                .isTrue();
    }

    @Test
    void aRunAndLinksThatDisagreeAreNamed() throws Exception {
        backUp(4);
        ObjectKey run = new Rolling(store).rollUp(0, 3);
        MemoryStore elsewhere = cloneOfOtherValues();
        Rolling clone = new Rolling(elsewhere);
        new Rolling(store).forge(run, elsewhere, clone.rollUp(0, 3));

        Proof proof = archive.verify(backups.get(3).id(), Proof.Level.OBJECTS);

        assertThat(String.join("\n", VerifyTest.bad(proof)))
                .contains(run + " and ")
                .contains("of which it was made, hold different records");
        assertThat(archive.verify(backups.get(3).id(), Proof.Level.PROOF).good())
                .isFalse();
    }

    @Test
    void aDamagedRunWhoseLinksAreGoneIsAGapWithItsReason() throws Exception {
        backUp(4);
        server.snapshots();
        backUp(3);
        Rolling rolling = new Rolling(store);
        List<StoredObject> links = rolling.links();
        ObjectKey run = rolling.rollUp(1, 3);
        lose(links.subList(1, 3));
        byte[] whole = archive.bytes(object(run));
        archive.replace(object(run), Arrays.copyOf(whole, whole.length - 1));

        TapeCoverage tape = tape();

        assertThat(tape.ranges()).containsExactly(range(1, 2), range(9, 14));
        assertThat(tape.gaps()).hasSize(1);
        assertThat(tape.gaps().get(0).damage()).isTrue();
        assertThat(tape.gaps().get(0).reason()).contains(run.value()).contains("cannot be used");
        assertThatThrownBy(() -> archive.moments().at(Zxid.of(1, 4))).hasMessageContaining("cannot be restored");
        Proof proof = archive.verify(backups.get(3).id(), Proof.Level.OBJECTS);
        assertThat(String.join("\n", VerifyTest.bad(proof))).contains(run.value());
    }

    @Test
    void timesAreFoundInRuns() throws Exception {
        backUp(5);
        Rolling rolling = new Rolling(store);
        List<StoredObject> links = rolling.links();
        rolling.rollUp(0, 4);
        lose(links.subList(0, 4));

        for (int counter = 1; counter < 10; counter++) {
            Moment moment = archive.moments()
                    .at(Instant.ofEpochMilli(1_700_000_000_000L + counter))
                    .moment();
            assertThat(moment.zxid()).isEqualTo(Zxid.of(1, counter));
        }
        assertThat(archive.moments().before("/n3", 1).moment().zxid()).isEqualTo(Zxid.of(1, 2));
    }

    @Test
    void whatBackupsCountedOfRunsIsNotLookedAtAgain() throws Exception {
        Rolling rolling = null;
        for (int i = 0; i < 10; i++) {
            backUp(4);
            rolling = new Rolling(store);
            List<StoredObject> links = rolling.links();
            rolling.rollUp(links.subList(links.size() - 4, links.size() - 1));
            lose(links.subList(links.size() - 4, links.size() - 1));
        }
        backUp(1);
        CountingStore counting = new CountingStore(store);

        TapeCoverage tape = new Catalog(counting, SealKeys.ofRestorer(), "prod", new Random(1))
                .coverage(new LogHistory())
                .tapes()
                .get(0);

        assertThat(tape.ranges()).containsExactly(range(1, 82));
        assertThat(counting.reads("/run/")).as("the first moment alone").isEqualTo(1);
        assertThat(counting.reads("/link/")).isZero();
        requireTruthAt(Zxid.of(1, 41));
        StoredObject run = archive.objects("/run/").get(5);
        archive.replace(run, Arrays.copyOf(archive.bytes(run), 300));
        assertThat(tape().problems().toString())
                .as("another size than was counted")
                .contains(run.key().value());
    }

    @Test
    void linksBelowManyRunsAreNotEvenListedUnlessARunIsDamaged() throws Exception {
        for (int i = 0; i < 46; i++) {
            archive.backUp(server.commits(1));
        }
        TapeCoverage before = tape();
        Rolling rolling = new Rolling(store);
        List<ObjectKey> runs = new ArrayList<>();
        for (int i = 1; i < 43; i += 2) {
            runs.add(rolling.rollUp(i, i + 2));
        }
        archive.backUp(server.commits(1));
        CountingStore counting = new CountingStore(store);

        TapeCoverage tape = new Catalog(counting, SealKeys.ofRestorer(), "prod", new Random(1))
                .coverage(new LogHistory())
                .tapes()
                .get(0);

        assertThat(tape.ranges()).containsExactly(range(1, 47));
        assertThat(counting.lists())
                .as("keyrings, manifests, tapes, this one's runs, the tapes from behind these on")
                .isEqualTo(SealKeys.ENCRYPTED ? 6 : 5);
        assertThat(counting.reads("/run/") + counting.reads("/link/"))
                .as("the first moment")
                .isEqualTo(1);
        StoredObject torn = object(runs.get(9));
        archive.replace(torn, Arrays.copyOf(archive.bytes(torn), 100));
        assertThat(tape().ranges()).containsExactly(range(1, 47));
        assertThat(tape().gaps()).isEqualTo(before.gaps());
        assertThat(tape().problems()).hasSize(1);
    }

    @Test
    void anotherNodesRunsBearWitness() throws Exception {
        DiskServer other = new DiskServer(directory.resolve("other"));
        other.elects(1).snapshots();
        for (int i = 0; i < 3; i++) {
            archive.manifestOf(other.commits(2), "node-2");
            backUp(1);
        }
        Rolling rolling = new Rolling(store);
        List<StoredObject> links = rolling.links();
        rolling.rollUp(links);
        lose(links);
        Manifest ofOther = archive.manifestOf(other, "node-2");

        Proof proof = archive.verify(ofOther.id(), Proof.Level.PROOF);

        assertThat(proof.good()).isTrue();
        assertThat(proof.agreed()).anyMatch(agreed -> agreed.by() == 2 && agreed.transactions() >= 6);
    }

    @Test
    void whateverIsRolledUpAndRemovedNothingIsLost() throws Exception {
        for (long seed = 1; seed <= 3; seed++) {
            System.out.println("RunsTest: seed " + seed);
            Random random = new Random(seed);
            backUp(4 + random.nextInt(4));
            if (random.nextBoolean()) {
                server.snapshots();
                backUp(1);
            }
            List<Range> before = tape().ranges();
            Rolling rolling = new Rolling(store);
            for (int i = 0; i < 4; i++) {
                List<StoredObject> links = rolling.links();
                int from = random.nextInt(Math.max(1, links.size() - 2));
                int to = Math.min(links.size(), from + 2 + random.nextInt(5));
                if (to - from > 1 && joined(links.subList(from, to))) {
                    rolling.rollUp(links.subList(from, to));
                    lose(links.subList(from, to).stream()
                            .filter(link -> random.nextInt(3) > 0)
                            .toList());
                }
            }
            assertThat(tape().ranges()).as("seed " + seed).isEqualTo(before);
            assertThat(tape().problems()).isEmpty();
            requireTruth();
            requireProven();
        }
        assertThat(archive.count("/tape.json")).isEqualTo(1);
    }

    /** Between them nothing was removed: each holds two transactions. */
    private static boolean joined(List<StoredObject> links) {
        for (int i = 1; i < links.size(); i++) {
            if (after(links.get(i)) != after(links.get(i - 1)) + 2) {
                return false;
            }
        }
        return true;
    }

    private static long after(StoredObject link) {
        String key = link.key().value();
        return Long.parseLong(key.substring(key.lastIndexOf('/') + 1), 16);
    }

    /** What a clone of the server that went another way has on its tape. */
    private MemoryStore cloneOfOtherValues() throws IOException {
        DiskServer clone = new DiskServer(directory.resolve("clone"));
        clone.values = "Value of ";
        clone.elects(1).snapshots();
        MemoryStore elsewhere = new MemoryStore();
        for (int i = 0; i < 4; i++) {
            new Archive(elsewhere).backUp(clone.commits(2));
        }
        return elsewhere;
    }

    /** So many backups of two transactions each. */
    private void backUp(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < 2; j++) {
                server.commits(1);
            }
            backups.add(archive.manifestOf(server));
            truth.put(server.last(), archive.hashAt(archive.moments().latest()));
        }
    }

    private void requireTruth() throws IOException {
        for (Zxid zxid : truth.keySet()) {
            requireTruthAt(zxid);
        }
        Path blank = Path.of("no", "such", "directory").toAbsolutePath();
        for (Manifest backup : backups) {
            String hash =
                    archive.target(backup.shares().get(0), 5_000, blank).plan().hash();
            assertThat(hash).isEqualTo(truth.get(backup.zxid()));
        }
    }

    private void requireTruthAt(Zxid zxid) throws IOException {
        String hash = archive.hashAt(archive.moments().at(zxid));
        if (truth.containsKey(zxid)) {
            assertThat(hash).isEqualTo(truth.get(zxid));
        }
    }

    private void requireProven() throws IOException {
        for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
            Proof proof = archive.verify(backups.get(backups.size() - 1).id(), level);
            assertThat(VerifyTest.bad(proof)).isEmpty();
        }
    }

    private void lose(List<StoredObject> objects) throws IOException {
        for (StoredObject object : objects) {
            archive.lose(object);
        }
    }

    private StoredObject object(ObjectKey key) throws IOException {
        return archive.objects(key.value()).get(0);
    }

    private TapeCoverage tape() throws IOException {
        return archive.coverage().tapes().get(0);
    }

    private static Range range(int from, int through) {
        return new Range(moment(from), moment(through));
    }

    private static Moment moment(int counter) {
        return new Moment(Zxid.of(1, counter), 1_700_000_000_000L + counter);
    }
}
