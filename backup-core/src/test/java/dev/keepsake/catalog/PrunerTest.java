package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Source;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.PruneJob;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.DenyingStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.StoreTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Removing: tombs first, the objects days later, and everything that stops it. */
final class PrunerTest {

    private static final Instant BEGIN = Instant.parse("2026-11-01T03:00:00Z");
    private static final RetentionRules LAST = new RetentionRules(Duration.ZERO, 0, 0, 0, 0, 3, 100);
    private static final Layout LAYOUT = new Layout("prod");
    private static final Duration DAY = Duration.ofDays(1);

    private final MemoryStore store = new MemoryStore();
    private final Catalog catalog = new Catalog(store, "prod", new Random(4));
    private final ModelHistory history = new ModelHistory(new Random(3), BEGIN, Duration.ofDays(90));
    private final List<BackupId> made = new ArrayList<>();

    @BeforeEach
    void fourBackups() throws IOException {
        store.setNow(BEGIN);
        for (int i = 0; i < 5; i++) {
            backUp();
        }
    }

    private void backUp() throws IOException {
        Instant now = store.now();
        List<Source> sources = List.of(new ModelServer(history, () -> now), new ModelWalk(made.size() / 2));
        BackupId id = BackupId.ofSlot(now);
        new BackupJob(catalog, sources, "test", Watchers.NONE)
                .run(new BackupJob.Request(id, null, "n1", List.of("n1")));
        made.add(id);
        store.advance(DAY);
    }

    /** Of a backup that is not put yet. */
    private Manifest naming(List<Part> parts) throws IOException {
        return new Manifest(
                "test", BackupId.ofSlot(store.now()), "prod", null, store.now(), List.of(), true, parts, null, null);
    }

    private PruneJob job(RetentionRules rules) {
        return new PruneJob(catalog, rules, StoreTime.of(store), "test");
    }

    private PruneJob.Result prune() throws IOException {
        return job(LAST).execute(new PruneJob.Request(job(LAST).plan(false).id(), false));
    }

    private List<BackupId> listed() throws IOException {
        return catalog.list().stream().map(Catalog.Listed::id).toList();
    }

    private List<String> keys(String prefix) throws IOException {
        return store.list(prefix, "").all().stream()
                .map(StoredObject::key)
                .map(ObjectKey::value)
                .toList();
    }

    @Test
    void aBackupGoesDaysAfterItsTombAndWhatItAloneNeededLaterStill() throws IOException {
        assertThat(prune().pruned().removed()).isZero();
        store.advance(Duration.ofDays(3));
        assertThat(prune().pruned().removed()).as("not a moment too early").isZero();
        store.advance(Duration.ofSeconds(1));
        assertThat(listed()).hasSize(5);

        assertThat(prune().pruned().removed()).isEqualTo(1);

        assertThat(listed())
                .as("the moments of the last days began in the second")
                .containsExactly(made.get(4), made.get(3), made.get(2), made.get(1));
        assertThat(keys("prod/backup/" + made.get(0))).isNotEmpty();
        for (int day = 0; day < 18; day++) {
            store.advance(DAY);
            prune();
        }
        assertThat(keys("prod/backup/" + made.get(0))).isEmpty();
        assertThat(keys("prod/tomb/")).isEmpty();
        for (BackupId id : listed()) {
            for (Part part : catalog.read(id).parts()) {
                assertThat(Needs.namedBy(part))
                        .allSatisfy(key -> assertThat(keys(key.value())).isNotEmpty());
            }
        }
    }

    @Test
    void whatTheStoreDoesNotLetGoIsToldAndKeepsNothingElse() throws IOException {
        ObjectKey locked = LAYOUT.manifest(made.get(0));
        AtomicBoolean lock = new AtomicBoolean(true);
        DenyingStore denying =
                new DenyingStore(store, key -> false, key -> lock.get() && key.equals(locked), new AtomicInteger());
        PruneJob job = new PruneJob(new Catalog(denying, "prod", new Random(5)), LAST, StoreTime.of(store), "test");
        prune();
        store.advance(Duration.ofDays(3).plusSeconds(1));

        Pruner.Pruned pruned =
                job.execute(new PruneJob.Request(job.plan(false).id(), false)).pruned();

        assertThat(pruned.denied()).isEqualTo(1);
        assertThat(pruned.words().orElseThrow()).contains("removing 1 objects", locked.value(), "locks end");
        assertThat(listed()).contains(made.get(0));
        assertThat(keys("prod/tomb/")).as("the tomb stays").isNotEmpty();
        lock.set(false);
        Pruner.Pruned then =
                job.execute(new PruneJob.Request(job.plan(false).id(), false)).pruned();
        assertThat(then.removed()).isPositive();
        assertThat(then.words()).isEmpty();
        assertThat(listed()).doesNotContain(made.get(0));
    }

    @Test
    void aPlanIsExecutedAsItWasShownOrNotAtAll() throws IOException {
        PrunePlan shown = job(LAST).plan(false);
        catalog.holds().put(made.get(0), "because", null, "test");

        assertThatThrownBy(() -> job(LAST).execute(new PruneJob.Request(shown.id(), false)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not what it was when plan " + shown.id());
        assertThat(keys("prod/tomb/")).isEmpty();
    }

    @Test
    void aHoldSparesABackupThatHasATomb() throws IOException {
        prune();
        store.advance(DAY);
        catalog.holds().put(made.get(0), "because", store.now().plus(Duration.ofDays(30)), "test");
        store.advance(Duration.ofDays(3));

        assertThat(prune().pruned().lifted()).isEqualTo(1);

        for (int day = 0; day < 20; day++) {
            store.advance(DAY);
            prune();
        }
        assertThat(listed()).contains(made.get(0)).doesNotContain(made.get(1));
        for (int day = 0; day < 20; day++) {
            store.advance(DAY);
            prune();
        }
        assertThat(listed()).as("a hold ends").doesNotContain(made.get(0));
    }

    @Test
    void aHoldThatMayComeTooLateSaysSo() throws IOException {
        prune();
        store.advance(Duration.ofDays(3));

        assertThatThrownBy(() -> catalog.holds().put(made.get(0), "because", null, "test"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("may be going at this moment");
        assertThat(catalog.holds().inForce()).as("it holds all the same").containsKey(made.get(0));
    }

    @Test
    void aHoldEndsWhenSomebodySaysSo() throws IOException {
        catalog.holds().put(made.get(0), "because", null, "test");

        assertThat(catalog.holds().release(made.get(0), "test")).hasSize(1);
        assertThat(catalog.holds().release(made.get(0), "test")).isEmpty();
        assertThat(catalog.holds().inForce()).isEmpty();
    }

    @Test
    void aListingThatIsShorterThanTheLastOneStopsIt() throws IOException {
        prune();
        store.advance(Duration.ofDays(4));
        store.delete(LAYOUT.manifest(made.get(4)));

        PrunePlan plan = job(LAST).plan(false);
        assertThat(plan.stops()).singleElement().asString().contains("lists less", "such as backup " + made.get(4));
        assertThat(job(LAST)
                        .execute(new PruneJob.Request(plan.id(), false))
                        .pruned()
                        .removed())
                .isZero();
        assertThat(job(LAST).plan(false).stops()).as("nothing was forgotten").hasSize(1);
        assertThat(job(LAST).plan(true).stops()).as("somebody knows why").isEmpty();
    }

    @Test
    void aHoldThatIsNotListedStopsIt() throws IOException {
        catalog.holds().put(made.get(0), "because", null, "test");
        prune();
        store.delete(new ObjectKey(keys("prod/hold/").get(0)));

        assertThat(job(LAST).plan(false).stops()).singleElement().asString().contains("such as prod/hold/");
    }

    @Test
    void aClockThatSteppedBackStopsItAndOneThatLeaptOnlyLooks() throws IOException {
        prune();
        store.advance(Duration.ofDays(-2));
        assertThat(job(LAST).plan(false).stops())
                .singleElement()
                .asString()
                .contains("something in the archive is younger");

        store.advance(Duration.ofDays(400));
        assertThat(job(LAST).plan(false).waits()).singleElement().asString().contains("nobody has looked for");
        assertThat(prune().pruned().removed()).isZero();
        store.advance(DAY);
        assertThat(prune().pruned().removed()).isPositive();
    }

    @Test
    void aMachineWhoseClockIsWrongRemovesNothing() {
        PruneJob job =
                new PruneJob(catalog, LAST, () -> BEGIN.plus(Duration.ofDays(5)).plusSeconds(31), "test");

        assertThatThrownBy(() -> job.slot(BEGIN, "n1")).hasMessageContaining("31 s off the store's");
    }

    @Test
    void tooMuchAtOnceStopsIt() throws IOException {
        while (made.size() < 10) {
            backUp();
        }
        PrunePlan plan = job(LAST.withMaxDeletePercent(20)).plan(false);

        assertThat(plan.stops()).singleElement().asString().contains("without 6 of 10 backups", "which is 2");
        assertThatThrownBy(() -> job(LAST.withMaxDeletePercent(20)).slot(BEGIN, "n1"))
                .isInstanceOf(RefusedException.class);
        assertThat(keys("prod/tomb/")).isEmpty();
    }

    @Test
    void whatOnlyLooksLikeBackupsMakesNoRoomForThat() throws IOException {
        while (made.size() < 10) {
            backUp();
        }
        for (int minutes = 1; minutes <= 40; minutes++) {
            BackupId id = BackupId.ofSlot(store.now().minus(Duration.ofMinutes(minutes)));
            store.putIfAbsent(LAYOUT.manifest(id), new byte[] {1});
        }

        PrunePlan plan = job(LAST.withMaxDeletePercent(20)).plan(false);

        assertThat(plan.stops()).singleElement().asString().contains("without 6 of 10 backups at once", "which is 2");
    }

    @Test
    void oneNodeAloneSeesToASlot() throws IOException {
        assertThat(job(LAST).slot(BEGIN, "n1")).isPresent();
        assertThat(job(LAST).slot(BEGIN, "n2")).isEmpty();
        assertThat(job(LAST).slot(BEGIN.plus(DAY), "n2")).isPresent();
    }

    @Test
    void aBackupDoesNotNameWhatHasATomb() throws IOException {
        Manifest newest = catalog.read(made.get(4));
        ObjectKey base = newest.shares().get(0).share().base().key();
        Burial.of(Vault.clear(store), new Random(5), base);
        Manifest next = naming(newest.parts());

        assertThatThrownBy(() -> catalog.commit(next))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(base + " is to be removed");
        assertThat(listed()).hasSize(5);

        backUp();
        Share share = catalog.read(made.get(5)).shares().get(0).share();
        assertThat(share.base().key()).as("another tape").isNotEqualTo(base);
    }

    @Test
    void aBackupThatTookDaysToBePutIsWithdrawn() throws IOException {
        Manifest next = naming(catalog.read(made.get(4)).parts());
        SlowStore slow = new SlowStore(store, key -> Layout.manifestId(key).isPresent(), Duration.ofDays(4));

        assertThatThrownBy(() -> new Catalog(slow, "prod", new Random(1)).commit(next))
                .hasMessageContaining("was withdrawn");
        assertThat(listed()).hasSize(5);
    }

    @Test
    void aBackupThatIsPutDaysAfterItWasMadeIsWithdrawn() throws IOException {
        Manifest next = naming(catalog.read(made.get(4)).parts());
        store.advance(Duration.ofDays(2).plusSeconds(1));

        assertThatThrownBy(() -> catalog.commit(next)).hasMessageContaining("was withdrawn");
        assertThat(listed()).as("its tombs may be over by now").hasSize(5);
    }

    @Test
    void whatComesAgainUnderATombThatIsDoneGetsAnother() throws IOException {
        ObjectKey left = new ObjectKey("prod/backup/" + BackupId.ofSlot(BEGIN.minus(DAY)) + "/n1.part.json");
        store.putIfAbsent(left, new byte[] {1});
        store.advance(Duration.ofDays(4));
        prune();
        store.advance(Duration.ofDays(4));
        prune();
        prune();
        assertThat(keys("prod/tomb/")).anyMatch(key -> key.endsWith(".done.json"));
        assertThat(keys(left.value())).isEmpty();

        store.putIfAbsent(left, new byte[] {1});
        store.advance(Duration.ofDays(4));
        prune();
        assertThat(keys(left.value())).as("the first tomb is over").hasSize(1);
        store.advance(Duration.ofDays(4));
        prune();
        prune();
        assertThat(keys(left.value())).isEmpty();
        store.advance(Duration.ofDays(3));
        prune();

        assertThat(Tombs.keys(new Tombs(Vault.clear(store), LAYOUT).read()))
                .as("whoever saw it just before it went finds its tomb")
                .contains(left);
    }

    @Test
    void whatAPruneOfACopyRemovesIsNotSentThereEveryNight() throws IOException {
        MemoryStore there = new MemoryStore();
        there.setNow(store.now());
        int nightsWithBases = 0;
        for (int night = 0; night < 28; night++) {
            Set<String> before = Set.copyOf(bases(there));
            catalog.copier(there).copy(new Copier.Request(Set.of(), false), Progress.NONE);
            nightsWithBases += before.containsAll(bases(there)) ? 0 : 1;
            PruneJob job = new PruneJob(new Catalog(there, "prod", new Random(6)), LAST, StoreTime.of(there), "test");
            job.execute(new PruneJob.Request(job.plan(false).id(), false));
            store.advance(DAY);
            there.advance(DAY);
        }

        assertThat(nightsWithBases).as("of 28 nights").isBetween(1, 7);
    }

    private static List<String> bases(MemoryStore store) throws IOException {
        return store.list("prod/zk/", "").all().stream()
                .map(object -> object.key().value())
                .filter(key -> key.contains("/base/"))
                .toList();
    }

    @Test
    void aTombIsNotDoneByAMarkThatWasDaysOnItsWay() throws IOException {
        Burial.of(Vault.clear(store), new Random(5), new ObjectKey("prod/backup/" + made.get(0) + "/gone"));
        SlowStore slow = new SlowStore(store, key -> key.value().endsWith(".done.json"), Duration.ofDays(4));
        Pruner pruner = new Catalog(slow, "prod", new Random(1)).pruner(StoreTime.of(store));

        pruner.execute(pruner.plan(LAST, false), "test");

        assertThat(keys("prod/tomb/")).noneMatch(key -> key.endsWith(".done.json"));
        prune();
        assertThat(keys("prod/tomb/")).anyMatch(key -> key.endsWith(".done.json"));
    }

    @Test
    void aTombIsNotOlderThanSinceItCanBeSeen() throws IOException {
        SlowStore slow =
                new SlowStore(store, key -> key.value().matches("prod/tomb/[0-9A-Z]+\\.json"), Duration.ofDays(5));

        Burial.of(Vault.clear(slow), new Random(5), LAYOUT.manifest(made.get(0)));

        Tomb tomb = new Tombs(Vault.clear(store), LAYOUT).read().get(0);
        assertThat(tomb.since()).contains(store.now());
        assertThat(tomb.isRipe(store.now().plus(DAY))).isFalse();
    }

    @Test
    void aTombIsNotOlderThanItsOwnRecord() throws IOException {
        Burial.of(Vault.clear(store), new Random(5), LAYOUT.manifest(made.get(0)));
        ObjectKey since = new ObjectKey(keys("prod/tomb/").stream()
                .filter(key -> key.endsWith(".since.json"))
                .findFirst()
                .orElseThrow());
        store.delete(since);
        store.putIfAbsent(since, Vault.clear(store).json(since, new TombMark(BEGIN)));

        assertThat(new Tombs(Vault.clear(store), LAYOUT).read().get(0).since()).contains(store.now());
    }

    @Test
    void aStoreThatIsSeveralMachinesIsComparedEachTime() throws IOException {
        prune();
        Instant truth = store.now();
        Pruner pruner = catalog.pruner(() -> truth);
        PrunePlan plan = pruner.plan(LAST, false);
        pruner.requireClock();
        store.advance(Duration.ofDays(10));
        PrunePlan ahead = pruner.plan(LAST, false);
        assertThat(ahead.removed).isNotEmpty();
        assertThatThrownBy(() -> pruner.execute(ahead, "test")).hasMessageContaining("s off the store's");
        store.advance(Duration.ofDays(-20));
        assertThatThrownBy(() -> pruner.execute(plan, "test")).hasMessageContaining("s off the store's");
        assertThatThrownBy(() -> new TombWriter(
                                Vault.clear(store), LAYOUT, new AgreedTime(store, () -> truth), new Random(5), "")
                        .bury(List.of(LAYOUT.manifest(made.get(1))), "test"))
                .as("it would be ripe at birth")
                .hasMessageContaining("s off the store's");
        assertThat(listed()).hasSize(5);
    }

    @Test
    void whatElseALiftedTombIsForKeepsOne() throws IOException {
        ObjectKey kept = LAYOUT.manifest(made.get(4));
        ObjectKey going = LAYOUT.manifest(made.get(0));
        ObjectKey gone = new ObjectKey("prod/zk/n1/zk/01KAA000000000000000000000/link/0000000100000001");
        Burial.of(Vault.clear(store), new Random(5), kept, going, gone);
        store.advance(Duration.ofDays(4));

        PruneJob.Result result = prune();

        assertThat(result.pruned().lifted()).isEqualTo(1);
        List<Tomb> tombs = new Tombs(Vault.clear(store), LAYOUT).read();
        assertThat(Tombs.keys(tombs)).contains(going, gone).doesNotContain(kept);
        assertThat(tombs)
                .allSatisfy(tomb -> assertThat(tomb.isRipe(store.now())).isFalse());
        assertThat(listed()).hasSize(5);
        assertThat(job(LAST).plan(false).lifted).isEmpty();
    }

    @Test
    void itKeepsOneThoughTheRunStopsThere() throws IOException {
        while (made.size() < 10) {
            backUp();
        }
        ObjectKey gone = new ObjectKey("prod/zk/n1/zk/01KAA000000000000000000000/link/0000000100000001");
        Burial.of(Vault.clear(store), new Random(5), LAYOUT.manifest(made.get(9)), gone);
        RetentionRules careful = LAST.withMaxDeletePercent(20);
        PrunePlan plan = job(careful).plan(false);
        assertThat(plan.stops()).isNotEmpty();

        job(careful).execute(new PruneJob.Request(plan.id(), false));

        assertThat(Tombs.keys(new Tombs(Vault.clear(store), LAYOUT).read())).containsExactly(gone);
    }

    @Test
    void aListingThatIsShorterLiftsNothing() throws IOException {
        prune();
        Burial.of(Vault.clear(store), new Random(5), LAYOUT.manifest(made.get(4)));
        store.delete(LAYOUT.manifest(made.get(3)));

        PrunePlan plan = job(LAST).plan(false);

        assertThat(plan.stops()).hasSize(1);
        assertThat(plan.lifted).isEmpty();
    }

    @Test
    void aLinkInWhoseMidstABaseStartsIsNotLeftOut() throws IOException {
        TapeName tape = new TapeName("n1", "zk", "01KAA000000000000000000000");
        ObjectKey base = LAYOUT.base(tape, new Zxid(15), new Zxid(15), "0".repeat(16));
        Tombs tombs = new Tombs(Vault.clear(store), LAYOUT);
        ObjectKey midst = LAYOUT.link(tape, new Zxid(10));
        Set<ObjectKey> tombed = Set.of(LAYOUT.link(tape, new Zxid(5)), midst);

        assertThat(tombs.onTape(tape, base, new Zxid(15), tombed))
                .as("whether it is there or not")
                .contains(midst);
        store.putIfAbsent(LAYOUT.link(tape, new Zxid(20)), new byte[1]);
        assertThat(tombs.onTape(tape, base, new Zxid(15), tombed)).contains(midst);
        assertThat(tombs.onTape(tape, base, new Zxid(20), tombed))
                .as("the next begins there")
                .isEmpty();
        store.putIfAbsent(LAYOUT.run(tape, new Zxid(12), new Zxid(15)), new byte[1]);
        assertThat(tombs.onTape(tape, base, new Zxid(15), tombed))
                .as("a run begins before")
                .isEmpty();
        store.delete(LAYOUT.run(tape, new Zxid(12), new Zxid(15)));
        ObjectKey whole = LAYOUT.run(tape, new Zxid(5), new Zxid(30));
        store.putIfAbsent(whole, new byte[1]);
        assertThat(tombs.onTape(tape, base, new Zxid(15), tombed))
                .as("a run holds it, too")
                .isEmpty();
        assertThat(tombs.onTape(tape, base, new Zxid(15), Set.of(midst, whole)))
                .as("that goes, too")
                .isPresent();
        assertThat(tombs.onTape(tape, base, new Zxid(10), Set.of(midst))).contains(midst);
    }

    @Test
    void leftoversOfALargeRunGoAsWell() throws IOException {
        BackupId large = BackupId.ofSlot(BEGIN.minus(Duration.ofHours(3)));
        BackupId small = BackupId.ofSlot(BEGIN.minus(Duration.ofHours(2)));
        for (int i = 0; i <= Ages.MOST_LOOKS; i++) {
            store.putIfAbsent(new ObjectKey("prod/backup/" + large + "/n" + i + ".part.json"), new byte[] {1});
        }
        store.putIfAbsent(new ObjectKey("prod/backup/" + small + "/n1.part.json"), new byte[] {1});

        assertThat(objects(job(LAST).plan(false), large)).isEqualTo(Ages.MOST_LOOKS + 1);
        for (int days = 0; days < 10; days++) {
            store.advance(DAY);
            prune();
        }
        assertThat(keys("prod/backup/" + large)).isEmpty();
        assertThat(keys("prod/backup/" + small)).isEmpty();
    }

    @Test
    void aDocumentCalledLikeARecordIsAsOldAsItSays() throws IOException {
        BackupId old = BackupId.ofSlot(BEGIN.minus(Duration.ofHours(3)));
        ObjectKey key = LAYOUT.artefact(old, "n1", "log", "0".repeat(16), "registry.json");
        new PieceWriter(Vault.clear(store))
                .write(
                        key,
                        new Document("registry.json", 2, new TreeMap<>(), () -> new ByteArrayInputStream(new byte[2])));

        assertThat(objects(job(LAST).plan(false), old)).as("stored just now").isZero();
        store.advance(Duration.ofDays(4));
        assertThat(objects(job(LAST).plan(false), old)).isEqualTo(1);
    }

    private static int objects(PrunePlan plan, BackupId of) {
        return plan.objects().stream()
                .filter(one -> one.reason().contains(of.value()))
                .mapToInt(PrunePlan.OfObjects::number)
                .sum();
    }

    @Test
    void aRunThatTookTooLongRemovesNothingMore() throws IOException {
        prune();
        store.advance(Duration.ofDays(4));
        Pruner pruner = catalog.pruner(StoreTime.of(store));
        PrunePlan plan = pruner.plan(LAST, false);
        store.advance(Duration.ofMinutes(61));

        assertThatThrownBy(() -> pruner.execute(plan, "test")).hasMessageContaining("too old to remove anything");
        assertThat(listed()).hasSize(5);
    }

    @Test
    void aHoleInATapeIsToldFromDamage() throws IOException {
        catalog.holds().put(made.get(0), "because", null, "test");
        while (made.size() < 30) {
            backUp();
            if (made.size() % 4 == 0) {
                prune();
            }
        }
        store.advance(Duration.ofDays(4));
        for (int day = 0; day < 12; day++) {
            store.advance(DAY);
            prune();
        }

        assertThat(listed()).hasSize(4);
        assertThat(keys("prod/zk/")).anyMatch(key -> key.contains("/removed/"));
    }

    @Test
    void whatCannotBeReadIsNoReasonToRemoveWhatItMayNeed() throws IOException {
        ObjectKey third = LAYOUT.manifest(made.get(2));
        store.delete(third);
        store.putIfAbsent(third, new byte[] {1, 2, 3});

        PrunePlan plan = job(LAST).plan(false);

        assertThat(plan.waits()).singleElement().asString().contains("needs cannot be told", "damaged");
        assertThat(plan.objects()).isEmpty();
    }
}
