package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Trust;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.job.BackupJob;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import dev.keepsake.testkit.StoreTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Removing from an archive whose records are signed, beside somebody who may write to the store and has no key of it. */
final class SignedRemovalTest {

    private static final Instant BEGIN = Instant.parse("2026-11-01T03:00:00Z");
    private static final RetentionRules LAST = new RetentionRules(Duration.ZERO, 0, 0, 0, 0, 3, 100);
    private static final Layout LAYOUT = new Layout("prod");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Keys OWN = SealKeys.agent(
            KeyText.generate(KeyText.Kind.SIGNER_PRIVATE), KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE));
    private static final Keys STRANGER = SealKeys.agent(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE));

    private final MemoryStore store = new MemoryStore();
    private final Catalog catalog = new Catalog(store, OWN, "prod", new Random(4));
    private final Vault vault = new Vault(store, OWN);
    private final Random names = new Random(9);
    private final List<BackupId> made = new ArrayList<>();

    @BeforeEach
    void fiveBackups() throws IOException {
        ModelHistory history = new ModelHistory(new Random(3), BEGIN, Duration.ofDays(90));
        store.setNow(BEGIN);
        catalog.create("test");
        for (int i = 0; i < 5; i++) {
            Instant now = store.now();
            BackupId id = BackupId.ofSlot(now);
            new BackupJob(catalog, List.of(new ModelServer(history, () -> now)), "test", Watchers.NONE)
                    .run(new BackupJob.Request(id, null, "n1", List.of("n1")));
            made.add(id);
            store.advance(DAY);
        }
    }

    private Pruner.Pruned prune(Catalog of) throws IOException {
        Pruner pruner = of.pruner(StoreTime.of(store));
        return pruner.execute(pruner.plan(LAST, false), "test");
    }

    private List<BackupId> listed() throws IOException {
        return catalog.list().stream().map(Catalog.Listed::id).toList();
    }

    /** By somebody whose tombs bear his own signature, or none. */
    private void bury(Keys by, ObjectKey key) throws IOException {
        Burial.of(new Vault(store, by), names, key);
    }

    @Test
    void whatItsOwnKeySignedGoes() throws IOException {
        prune(catalog);
        store.advance(DAY.multipliedBy(4));

        assertThat(prune(catalog).removed()).isEqualTo(1);
        assertThat(listed()).doesNotContain(made.get(0));
    }

    @Test
    void aStrangersTombOpensNothingAndNoBackupNamesWhatItIsFor() throws IOException {
        for (Keys stranger : List.of(STRANGER, Keys.NONE)) {
            bury(stranger, LAYOUT.manifest(made.get(0)));
        }
        Pruner pruner = catalog.pruner(StoreTime.of(store));
        pruner.execute(pruner.plan(new RetentionRules(Duration.ZERO, 0, 90, 0, 0, 3, 100), false), "test");
        store.advance(DAY.multipliedBy(4));

        PrunePlan plan = pruner.plan(LAST, false);

        assertThat(plan.notes()).singleElement().asString().startsWith("2 tombs were signed by nobody who is trusted");
        assertThat(pruner.execute(plan, "test").removed())
                .as("nothing has a tomb of our own yet")
                .isZero();
        Manifest newest = catalog.read(made.get(4));
        bury(STRANGER, newest.shares().get(0).share().base().key());
        Manifest next =
                catalog.manifest(BackupId.ofSlot(store.now()), null, "test", newest.nodes(), true, newest.parts());
        assertThatThrownBy(() -> catalog.commit(next)).hasMessageContaining("is to be removed");
    }

    /** Of a look at a backup, whoever signed it. */
    private void report(Keys by, BackupId id, boolean good, Instant time) throws IOException {
        new Catalog(store, by, "prod", names)
                .proofs()
                .put(new Proof(
                        id,
                        "prod",
                        Proof.Level.PROOF,
                        good,
                        new Zxid(good ? 1 : 0),
                        time,
                        1,
                        "test",
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private Map<BackupId, List<String>> kept() throws IOException {
        return catalog.pruner(StoreTime.of(store)).plan(LAST, false).backups().stream()
                .filter(one -> one.fate() == PrunePlan.Fate.KEPT)
                .collect(Collectors.toMap(PrunePlan.OfBackup::id, PrunePlan.OfBackup::reasons));
    }

    @Test
    void nobodyElsesReportsSayWhichBackupWasProven() throws IOException {
        report(OWN, made.get(0), true, store.now());
        for (Keys stranger : List.of(STRANGER, Keys.NONE)) {
            report(stranger, made.get(0), false, store.now());
            report(stranger, made.get(1), true, store.now());
        }

        assertThat(kept().get(made.get(0))).contains("the newest that was proven");
        assertThat(kept().get(made.get(1))).doesNotContain("the newest that was proven");

        report(OWN, made.get(0), false, store.now());
        report(OWN, made.get(1), true, store.now());
        assertThat(kept().get(made.get(1))).as("their own do").contains("the newest that was proven");
        assertThat(kept()).doesNotContainKey(made.get(0));
    }

    @Test
    void aReportThatNobodyTrustedMadeOrThatIsOfTheFutureIsNoFreshOne() throws IOException {
        report(OWN, made.get(1), true, store.now().minus(DAY));
        report(STRANGER, made.get(2), true, store.now());
        report(Keys.NONE, made.get(3), true, store.now());
        report(OWN, made.get(4), true, store.now().plus(DAY.multipliedBy(3000)));

        assertThat(catalog.proofs().newestGood(Proof.Level.PROOF).map(PastProof::backup))
                .contains(made.get(1));
    }

    @Test
    void reportsOfStrangersAreNotReadForEver() throws IOException {
        Proofs strangers = new Catalog(store, STRANGER, "prod", names).proofs();
        BackupId id = made.get(1);
        byte[] rubbish = {1};
        for (int i = 0; i <= 1000; i++) {
            String name = Ulid.at(store.now().minusSeconds(i), names) + "-proof-0000000000000001.json";
            store.putIfAbsent(new ObjectKey(LAYOUT.proofs(id) + name), rubbish);
        }

        assertThatThrownBy(() -> kept())
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("1000 reports", LAYOUT.proofs(), "delete them");
        assertThat(strangers.standings()).as("a list reads none").containsKey(id);
    }

    @Test
    void strangersBackupsTakeNoRealOnesPlace() throws IOException {
        RetentionRules hourly = new RetentionRules(Duration.ZERO, 5, 0, 0, 0, 3, 20);
        Catalog stranger = new Catalog(store, STRANGER, "prod", new Random(6));
        Manifest genuine = catalog.read(made.get(4));
        for (int hour = 1; hour < 30; hour++) {
            BackupId id = BackupId.ofSlot(store.now().minus(Duration.ofMinutes(60 * hour - 30)));
            stranger.commit(stranger.manifest(id, null, "x", genuine.nodes(), true, genuine.parts()));
        }

        PrunePlan plan = catalog.pruner(StoreTime.of(store)).plan(hourly, false);

        assertThat(plan.backups().stream()
                        .filter(one -> made.contains(one.id()))
                        .filter(one -> one.fate() == PrunePlan.Fate.KEPT))
                .as("the last five hours with a backup")
                .hasSize(5);
    }

    @Test
    void aStrangersMarkMakesNoTombOlder() throws IOException {
        prune(catalog);
        Tomb tomb = new Tombs(vault, LAYOUT).read().get(0);
        ObjectKey since = new ObjectKey(LAYOUT.tombs() + tomb.ulid() + ".since.json");
        store.delete(since);
        byte[] old = new Vault(store, STRANGER).json(since, new TombMark(BEGIN.minus(DAY.multipliedBy(30))));
        store.putIfAbsent(since, old);

        assertThat(new Tombs(vault, LAYOUT).read().get(0).since()).isEmpty();
        assertThat(prune(catalog).removed()).isZero();
        assertThat(prune(catalog).removed()).isZero();
        assertThat(new Tombs(vault, LAYOUT).read().get(0).since())
                .as("taken away, and put anew")
                .contains(store.now());
    }

    @Test
    void aStrangerHoldsButReleasesNothing() throws IOException {
        catalog.holds().put(made.get(0), "audit", null, "test");
        ObjectKey hold = new Holds(vault, LAYOUT, new Random(1)).all().get(0).key();
        ObjectKey over = new ObjectKey(hold.value().replace(".json", ".released.json"));
        store.putIfAbsent(
                over, new Vault(store, STRANGER).json(over, new Holds.Release(made.get(0), "x", store.now())));

        assertThat(catalog.holds().inForce()).containsOnlyKeys(made.get(0));
        assertThatThrownBy(() -> catalog.holds().release(made.get(0), "test"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(over.value(), "stays in force");

        store.delete(over);
        assertThat(catalog.holds().release(made.get(0), "test")).hasSize(1);
        assertThat(catalog.holds().inForce()).isEmpty();

        ObjectKey foreign = new ObjectKey(LAYOUT.holds(made.get(1)) + Ulid.at(store.now(), new Random(2)) + ".json");
        Hold brief = new Hold(made.get(1), "prod", "x", store.now().plusSeconds(1), "x", store.now());
        store.putIfAbsent(foreign, new Vault(store, STRANGER).json(foreign, brief));
        store.advance(DAY);
        assertThat(catalog.holds().inForce()).as("its end is not believed").containsOnlyKeys(made.get(1));
    }

    @Test
    void whoCannotSignRemovesAndHoldsNothing() throws IOException {
        Keys reading = new Keys(Optional.empty(), List.of(), List.of(), OWN.trust());
        Catalog reader = new Catalog(store, reading, "prod", new Random(5));

        assertThatThrownBy(() -> prune(reader)).hasMessageContaining("must be signed in this archive");
        assertThatThrownBy(() -> reader.holds().put(made.get(0), "x", null, "x"))
                .hasMessageContaining("a hold must be signed");
        assertThatThrownBy(() -> new Catalog(
                                store,
                                new Keys(Optional.empty(), List.of(), List.of(), Trust.NOBODY),
                                "prod",
                                new Random(5))
                        .holds()
                        .release(made.get(0), "x"))
                .hasMessageContaining("must be signed");
        assertThat(store.list(LAYOUT.tombs(), "").all()).isEmpty();
    }

    @Test
    void aForgedManifestKeepsThingsAndRemovesNone() throws IOException {
        prune(catalog);
        store.advance(DAY.multipliedBy(4));
        Manifest genuine = catalog.read(made.get(4));
        BackupId later = new BackupId("20991231T000000Z");
        Catalog stranger = new Catalog(
                store,
                new Keys(STRANGER.signer(), List.of(), List.of(), Trust.NOBODY.allowingOthers()),
                "prod",
                new Random(6));
        stranger.commit(stranger.manifest(later, null, "x", genuine.nodes(), true, genuine.parts()));

        PrunePlan plan = catalog.pruner(StoreTime.of(store)).plan(LAST, false);

        assertThat(plan.waits()).anySatisfy(wait -> assertThat(wait).contains("needs cannot be told"));
        assertThat(plan.backups()).anySatisfy(one -> {
            assertThat(one.id()).isEqualTo(made.get(4));
            assertThat(one.fate()).isEqualTo(PrunePlan.Fate.KEPT);
        });
    }
}
