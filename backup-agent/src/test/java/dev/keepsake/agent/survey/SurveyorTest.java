package dev.keepsake.agent.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Share;
import dev.keepsake.config.Assembly;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.Capture;
import dev.keepsake.store.CountedStore;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreRequests;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.ServerOnDisk;
import dev.keepsake.zookeeper.OfflineSource;
import dev.keepsake.zookeeper.ServerDirectories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What surveys of an archive with many backups ask of its store. */
final class SurveyorTest {

    private static final Instant FIRST = Instant.parse("2026-01-01T03:00:00Z");
    private static final int MANY = 1000;
    private static final int MOST = 50;
    private static final int OWN_RECORDS = 2;

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger lists = new AtomicInteger();
    private final List<Survey> early = new ArrayList<>();
    private final Surveyor surveyor = new Surveyor(Assembly.history(), MOST);
    private Manifest pattern = new Manifest(
            "test", BackupId.ofSlot(FIRST), "prod", null, FIRST, List.of("n1"), true, List.of(), null, null);

    @BeforeEach
    void backUp() throws IOException {
        store.setNow(FIRST);
        ServerOnDisk server = new ServerOnDisk(folder).creates(3);
        ServerDirectories place = new ServerDirectories(server.directory(), server.directory());
        Source source = new OfflineSource("zk", List.of(place), OptionalInt.empty());
        Capture capture = new Capture(catalog(), List.of(source), "test", new Silent(), CrossCheck.NONE);
        pattern = new BackupJob(catalog(), capture)
                .run(new BackupJob.Request(BackupId.ofSlot(FIRST), null, "n1", List.of("n1")));
    }

    private Catalog catalog() {
        return new Catalog(store.again(), "prod", new Random(11));
    }

    /** Another backup of the same, so many hours later. */
    private BackupId again(int hours, String node) throws IOException {
        Instant slot = FIRST.plus(Duration.ofHours(hours));
        List<Part> parts = pattern.parts().stream()
                .map(part -> new Part(
                        node,
                        part.writer(),
                        slot,
                        slot.plusSeconds(5),
                        node.equals(part.node()) ? part.shares() : List.of(),
                        part.failures(),
                        part.documents(),
                        part.clusterWide()))
                .toList();
        BackupId id = BackupId.ofSlot(slot);
        catalog().commit(new Manifest("test", id, "prod", null, slot, List.of(node), true, parts, null, null));
        return id;
    }

    private void many() throws IOException {
        for (int hour = 1; hour < MANY; hour++) {
            again(hour, "n1");
        }
        catalog().tidy();
        store.setNow(FIRST.plus(Duration.ofHours(MANY)));
    }

    private Survey look() throws IOException {
        reads.set(0);
        lists.set(0);
        early.clear();
        CountedStore counted = new CountedStore(store.again(), new Counting());
        Catalog catalog = new Catalog(counted, "prod", new Random(12));
        return surveyor.take(catalog, "memory", early::add).orElseThrow();
    }

    private void remove(BackupId id) throws IOException {
        store.delete(manifest(id));
    }

    private ObjectKey manifest(BackupId id) throws IOException {
        return store.again().list("prod/manifest/", "").all().stream()
                .map(StoredObject::key)
                .filter(key -> key.value().endsWith("/" + id + ".json"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ofManyBackupsOnlyWhatIsNewIsReadAtTheNextLook() throws IOException {
        many();

        Survey first = look();
        int firstReads = reads.get();
        Survey second = look();
        int secondReads = reads.get();
        int secondLists = lists.get();
        again(MANY, "n1");
        Survey third = look();

        assertThat(first.count()).isEqualTo(MANY);
        assertThat(first.backups()).hasSize(MOST);
        assertThat(firstReads).as("packs, few manifests").isLessThan(2 * 128);
        assertThat(second).isEqualTo(first);
        assertThat(secondReads).as("the archive's own records").isEqualTo(OWN_RECORDS);
        assertThat(secondLists).as("backups, and what is not of them").isEqualTo(5);
        assertThat(third.count()).isEqualTo(MANY + 1);
        assertThat(third.backups()).hasSize(MOST);
        assertThat(third.backups().get(0).id()).isEqualTo(BackupId.ofSlot(FIRST.plus(Duration.ofHours(MANY))));
        assertThat(reads.get())
                .as("the new manifest, and for its stock what packs hold and what few are in none")
                .isLessThan(2 * 128);
    }

    @Test
    void withoutPacksNoManifestThatIsAtHandIsReadTwice() throws IOException {
        for (int hour = 1; hour < MOST; hour++) {
            again(hour, "n1");
        }
        store.setNow(FIRST.plus(Duration.ofHours(MOST)));

        look();
        assertThat(reads.get()).isGreaterThan(MOST).isLessThan(MOST + 10);
        int others = reads.get() - MOST;
        look();
        assertThat(reads.get()).isEqualTo(OWN_RECORDS);
        again(MOST, "n1");
        look();

        assertThat(reads.get()).isEqualTo(others + 2); // the new one, and the one that is not kept any more
    }

    @Test
    void whatAPruneRemovedIsForgottenAndWhatIsNewestOfItsKindIsFoundAmongTheOthers() throws IOException {
        for (int hour = 1; hour < 3 * MOST; hour++) {
            again(hour, hour == 70 || hour == 60 ? "n2" : "n1");
        }
        store.setNow(FIRST.plus(Duration.ofHours(3 * MOST)));
        Survey before = look();
        assertThat(before.newest().nodes())
                .containsEntry("n2", FIRST.plus(Duration.ofHours(70)).plusSeconds(5));

        remove(BackupId.ofSlot(FIRST.plus(Duration.ofHours(1))));
        assertThat(look().count()).isEqualTo(3 * MOST - 1);
        assertThat(reads.get()).as("nothing rests on it").isEqualTo(OWN_RECORDS);
        remove(BackupId.ofSlot(FIRST.plus(Duration.ofHours(70))));
        Survey after = look();

        assertThat(after.count()).isEqualTo(3 * MOST - 2);
        assertThat(after.newest().nodes())
                .containsEntry("n2", FIRST.plus(Duration.ofHours(60)).plusSeconds(5));
        remove(BackupId.ofSlot(FIRST.plus(Duration.ofHours(60))));
        assertThat(look().newest().nodes()).containsOnlyKeys("n1");
    }

    @Test
    void whenNewestBackupsAreRemovedOlderOnesTakeTheirPlace() throws IOException {
        for (int hour = 1; hour < 2 * MOST; hour++) {
            again(hour, "n1");
        }
        look();
        for (int hour = 2 * MOST - 20; hour < 2 * MOST - 10; hour++) {
            remove(BackupId.ofSlot(FIRST.plus(Duration.ofHours(hour))));
        }

        assertThat(look().backups())
                .hasSize(MOST)
                .extracting(Manifest::id)
                .endsWith(BackupId.ofSlot(FIRST.plus(Duration.ofHours(MOST - 10))));
    }

    @Test
    void whatADamagedManifestSaysIsAskedAgainUntilItIsMended() throws IOException {
        for (int hour = 2; hour < MOST + 5; hour++) {
            again(hour, "n1");
        }
        BackupId second = again(1, "n1");
        ObjectKey key = manifest(second);
        byte[] whole = store.open(key, 0).readAllBytes();
        store.delete(key);
        store.putIfAbsent(key, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(look().unreadable()).singleElement().asString().contains("backup " + second + " cannot be read");
        assertThat(look().unreadable()).hasSize(1);

        store.delete(key);
        store.putIfAbsent(key, whole);

        Survey mended = look();
        assertThat(mended.unreadable()).isEmpty();
        assertThat(mended.count()).isEqualTo(MOST + 5);
    }

    @Test
    void oneThatIsDamagedLaterIsSeenWithinTheHour() throws IOException {
        BackupId second = again(1, "n1");
        look();
        ObjectKey key = manifest(second);
        store.delete(key);
        store.putIfAbsent(key, "{}".getBytes(StandardCharsets.UTF_8));

        store.advance(Surveyor.BETWEEN_STOCKS);

        assertThat(look().unreadable()).hasSize(1);
    }

    @Test
    void whatIsFoundBeforeTheStockIsToldAtOnce() throws IOException {
        Survey first = look();
        assertThat(early).singleElement().satisfies(one -> {
            assertThat(one.backups()).isEqualTo(first.backups());
            assertThat(one.stock().isTaken()).isFalse();
        });

        look();
        assertThat(early).as("no stock was taken").isEmpty();
        BackupId second = again(1, "n1");
        look();
        assertThat(early).singleElement().satisfies(one -> {
            assertThat(one.backups().get(0).id()).isEqualTo(second);
            assertThat(one.stock()).isEqualTo(first.stock());
        });
    }

    @Test
    void whatWasJustSeenToBeMissingIsLookedForAtEachLook() throws IOException {
        Survey first = look();
        assertThat(first.stock().missing()).isEmpty();
        ObjectKey base = base();
        byte[] whole = store.open(base, 0).readAllBytes();
        store.delete(base);
        store.advance(Surveyor.BETWEEN_STOCKS);
        assertThat(look().stock().missing()).isNotEmpty();

        store.putIfAbsent(base, whole);

        assertThat(look().stock().missing()).as("mended a moment ago").isEmpty();
    }

    @Test
    void whatNobodyMendsWithinTheHourIsLookedForLikeEverythingElse() throws IOException {
        look();
        store.delete(base());
        store.advance(Surveyor.BETWEEN_STOCKS);
        look();
        store.advance(Duration.ofMinutes(55));
        look();
        assertThat(early).as("55 minutes later").hasSize(1);

        store.advance(Duration.ofMinutes(10));
        look();
        assertThat(early).as("after more than an hour").isEmpty();
        again(1, "n1");
        look();
        assertThat(early).as("a new backup").hasSize(1);
        look();
        assertThat(early).as("it lacks the same").isEmpty();
        surveyor.doubt();
        look();
        assertThat(early).as("somebody may have mended it").hasSize(1);
        look();
        assertThat(early).isEmpty();
    }

    private ObjectKey base() throws IOException {
        return store.again().list("prod/zk/", "").all().stream()
                .map(StoredObject::key)
                .filter(key -> key.value().contains("/base/"))
                .findFirst()
                .orElseThrow();
    }

    private final class Counting implements StoreRequests {

        @Override
        public void done(Kind kind, Outcome outcome, Duration took) {
            reads.addAndGet(kind == Kind.READ ? 1 : 0);
            lists.addAndGet(kind == Kind.LIST ? 1 : 0);
        }

        @Override
        public void sent(long bytes) {}

        @Override
        public void received(long bytes) {}
    }

    private static final class Silent implements BackupJob.Watcher {

        @Override
        public void begun(Source source) {}

        @Override
        public void captured(Source source, Share share) {}

        @Override
        public void captured(Source source, DocumentShare share) {}

        @Override
        public void failed(Source source, IOException reason) {}
    }
}
