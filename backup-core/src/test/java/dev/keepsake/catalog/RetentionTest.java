package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules, each by itself. */
final class RetentionTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Layout LAYOUT = new Layout("prod");
    private static final RetentionRules NONE = new RetentionRules(Duration.ZERO, 0, 0, 0, 0, 3, 100);

    private final List<Stock.OfBackup> backups = new ArrayList<>();
    private final List<Stock.OfTape> tapes = new ArrayList<>();
    private final List<Stock.Loose> loose = new ArrayList<>();

    private Verdict decide(RetentionRules rules) {
        return Retention.decide(new Stock("prod", NOW, backups, tapes, loose, Set.of(), Set.of()), rules);
    }

    private Verdict.Decision decision(RetentionRules rules, BackupId id) {
        return Objects.requireNonNull(decide(rules).backups().get(id));
    }

    private List<String> kept(RetentionRules rules) {
        return decide(rules).backups().entrySet().stream()
                .filter(one -> one.getValue().kept())
                .map(one -> one.getKey().value().substring(4, 11))
                .toList();
    }

    private Set<String> unneeded(RetentionRules rules) {
        return decide(rules).unneeded().stream()
                .map(one -> one.object().key().value().replaceAll("0{6,}", "..").replaceAll(".*/([a-z]+/[^/]+)$", "$1"))
                .collect(Collectors.toSet());
    }

    private void backup(String time, boolean complete, Share... shares) {
        Instant created = Instant.parse(time);
        BackupId id = BackupId.ofSlot(created);
        Part part = new Part("n1", "test", created, created, List.of(shares), List.of(), null, null);
        Manifest manifest =
                new Manifest("test", id, "prod", null, created, List.of("n1"), complete, List.of(part), null, null);
        backups.add(new Stock.OfBackup(id, LAYOUT.manifest(id), Optional.of(manifest), false, List.of(), false));
    }

    private void mark(int index, List<String> holds, boolean proven) {
        Stock.OfBackup old = backups.get(index);
        backups.set(index, new Stock.OfBackup(old.id(), old.key(), old.manifest(), false, holds, proven));
    }

    private void days(int days) {
        for (int day = days; day > 0; day--) {
            backup(NOW.minus(Duration.ofDays(day)).toString(), true);
        }
    }

    @Test
    void withoutAnyRuleTheLastThreeAreKept() {
        days(10);

        assertThat(kept(NONE)).containsExactly("1119T12", "1120T12", "1121T12");
        assertThat(decision(NONE, backups.get(0).id()).reasons()).containsExactly("no rule keeps it");
    }

    @Test
    void daysWeeksAndMonthsCountWhereThereIsABackup() {
        days(10);
        backup("2026-08-05T03:00:00Z", true);
        backup("2026-08-07T03:00:00Z", true);

        assertThat(kept(new RetentionRules(Duration.ZERO, 0, 0, 0, 2, 3, 100)))
                .contains("0807T03", "1121T12")
                .doesNotContain("0805T03");
        assertThat(kept(new RetentionRules(Duration.ZERO, 0, 0, 3, 0, 3, 100)))
                .as("weeks from Monday: that of the 16th, that of the 9th, and one in August")
                .contains("1121T12", "1115T12", "0807T03")
                .hasSize(5);
        assertThat(kept(new RetentionRules(Duration.ZERO, 5, 0, 0, 0, 3, 100))).hasSize(5);
    }

    @Test
    void aCompleteOneStandsForItsDay() {
        backup("2026-11-10T03:00:00Z", true);
        backup("2026-11-10T09:00:00Z", false);
        days(4);

        assertThat(kept(new RetentionRules(Duration.ZERO, 0, 9, 0, 0, 3, 100)))
                .contains("1110T03")
                .doesNotContain("1110T09");
    }

    @Test
    void whatIsProvenCompleteOrOnHoldStays() {
        days(10);
        for (int day = 3; day > 0; day--) {
            backup(NOW.minus(Duration.ofHours(day)).toString(), false);
        }
        mark(1, List.of("on hold: because"), false);
        mark(4, List.of(), true);
        mark(5, List.of(), true);

        assertThat(kept(NONE)).containsExactly("1113T12", "1117T12", "1121T12", "1122T09", "1122T10", "1122T11");
    }

    private static Zxid zxid(long counter) {
        return Zxid.of(1, counter);
    }

    private static StoredObject object(ObjectKey key) {
        return new StoredObject(key, 1);
    }

    private static TapeName tape(String begun) {
        return new TapeName("n1", "zk", Ulid.at(Instant.parse(begun), new Random(1)));
    }

    private static Share share(TapeName tape, long base, long through) {
        return new Share(
                "zk",
                "zookeeper",
                tape.id(),
                new StoredPiece(new ObjectKey(LAYOUT.bases(tape, zxid(base), zxid(base + 2))), 1, "ab".repeat(32)),
                zxid(base),
                zxid(base + 2),
                zxid(base),
                zxid(through),
                0,
                0,
                0,
                new TreeMap<>(),
                List.of(),
                null);
    }

    private void tape(TapeName name, Instant used, List<Long> bases, List<Long> links, List<long[]> runs) {
        tapes.add(new Stock.OfTape(
                name,
                bases.stream()
                        .map(at -> object(new ObjectKey(LAYOUT.bases(name, zxid(at), zxid(at + 2)))))
                        .toList(),
                links.stream().map(at -> object(LAYOUT.link(name, zxid(at)))).toList(),
                runs.stream()
                        .map(at -> object(LAYOUT.run(name, zxid(at[0]), zxid(at[1]))))
                        .toList(),
                List.of(object(LAYOUT.tapeJson(name))),
                used));
    }

    /** Five backups, of which the first two are on hold; of the window nothing is wanted. */
    private TapeName fiveBackups() {
        TapeName tape = tape("2026-01-01T00:00:00Z");
        backup("2026-10-01T03:00:00Z", true, share(tape, 10, 25));
        backup("2026-10-20T03:00:00Z", true, share(tape, 40, 55));
        backup("2026-11-18T03:00:00Z", true, share(tape, 70, 85));
        backup("2026-11-20T03:00:00Z", true, share(tape, 70, 95));
        backup("2026-11-22T03:00:00Z", true, share(tape, 70, 105));
        return tape;
    }

    @Test
    void aTapeIsKeptFromTheStartOfEachBaseThatIsNeededAndHasHolesInBetween() {
        TapeName tape = fiveBackups();
        tape(
                tape,
                NOW,
                List.of(10L, 30L, 40L, 70L),
                List.of(0L, 5L, 15L, 25L, 35L, 45L, 55L, 65L, 75L, 85L, 95L),
                List.of());

        assertThat(unneeded(NONE))
                .containsExactlyInAnyOrder("base/..1..1e-..1..20", "link/..1..", "link/..1..19", "link/..1..37");
    }

    @Test
    void aRunIsNeededAsLongAsAnyTransactionInItIs() {
        TapeName tape = fiveBackups();
        tape(
                tape,
                NOW,
                List.of(10L, 40L, 70L),
                List.of(95L),
                List.of(new long[] {0, 10}, new long[] {5, 15}, new long[] {15, 45}, new long[] {55, 70}, new long[] {
                    45, 95
                }));

        assertThat(unneeded(NONE)).containsExactlyInAnyOrder("run/..1..-..1..a", "run/..1..37-..1..46");
    }

    @Test
    void theMomentsOfTheWindowAreKeptFromABackupBeforeIt() {
        TapeName tape = fiveBackups();
        tape(tape, NOW, List.of(10L, 40L, 60L, 70L), List.of(35L, 45L, 55L, 65L, 75L, 85L, 95L), List.of());

        assertThat(unneeded(new RetentionRules(Duration.ofDays(10), 0, 0, 0, 0, 3, 100)))
                .isEmpty();
        assertThat(decision(
                                new RetentionRules(Duration.ofDays(10), 0, 0, 0, 0, 3, 100),
                                backups.get(1).id())
                        .reasons())
                .singleElement()
                .asString()
                .startsWith("the moments since");
    }

    @Test
    void aTapeThatEndedBeforeTheWindowGoesWithItsBackups() {
        TapeName old = tape("2026-01-01T00:00:00Z");
        TapeName recent = tape("2026-10-01T00:00:00Z");
        days(5);
        tape(old, NOW, List.of(10L), List.of(10L), List.of());
        tape(recent, NOW, List.of(30L), List.of(30L), List.of());

        assertThat(unneeded(NONE))
                .containsExactlyInAnyOrder(
                        "base/..1..a-..1..c", "link/..1..a", "prod/zk/n1/zk/" + old.id() + "/tape.json");
    }

    @Test
    void whatWasBegunWithinTheWindowKeepsTheTapeBeforeIt() {
        TapeName old = tape("2026-01-01T00:00:00Z");
        TapeName recent = tape("2026-11-20T00:00:00Z");
        days(5);
        tape(old, NOW, List.of(10L), List.of(10L), List.of());
        tape(recent, NOW, List.of(30L), List.of(30L), List.of());

        assertThat(unneeded(NONE)).isEmpty();
    }

    @Test
    void aTapeThatNobodyUsedForLongGoes() {
        TapeName tape = tape("2026-01-01T00:00:00Z");
        days(5);
        tape(tape, NOW.minus(Duration.ofDays(4)), List.of(10L), List.of(10L), List.of());

        assertThat(unneeded(NONE)).hasSize(3);
        assertThat(unneeded(new RetentionRules(Duration.ofDays(5), 0, 0, 0, 0, 3, 100)))
                .isEmpty();
    }

    @Test
    void leftoversGoWhenTheyAreOldAndNobodyNamesThem() {
        days(5);
        BackupId old = new BackupId("20261101T030000Z");
        ObjectKey part = LAYOUT.part(old, "n1");
        loose.add(new Stock.Loose(old, List.of(object(part)), NOW.minus(Duration.ofDays(4))));
        BackupId young = new BackupId("20261121T030000Z");
        loose.add(new Stock.Loose(young, List.of(object(LAYOUT.part(young, "n1"))), Instant.EPOCH));
        BackupId late = new BackupId("20261102T030000Z");
        loose.add(new Stock.Loose(late, List.of(object(LAYOUT.part(late, "n1"))), NOW.minus(Duration.ofDays(1))));

        assertThat(decide(NONE).unneeded())
                .singleElement()
                .satisfies(one -> assertThat(one.object().key()).isEqualTo(part));
    }

    @Test
    void aManifestThatCannotBeReadKeepsAllThatItMayNeed() {
        TapeName tape = tape("2026-01-01T00:00:00Z");
        days(5);
        tape(tape, NOW.minus(Duration.ofDays(400)), List.of(10L), List.of(10L), List.of());
        BackupId damaged = new BackupId("20261101T030000Z");
        backups.add(new Stock.OfBackup(damaged, LAYOUT.manifest(damaged), Optional.empty(), false, List.of(), false));

        assertThat(decide(NONE).unneeded()).isEmpty();
        assertThat(decide(NONE).obstacle()).contains("its manifest is damaged");
        assertThat(decision(NONE, damaged).kept())
                .as("it goes when its time has come")
                .isFalse();
    }
}
