package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single nights, each with one thing going wrong. */
class NightsTest {

    private static final Instant SLOT = Instant.parse("2026-06-11T03:00:00Z");
    private static final Instant NEXT = Instant.parse("2026-06-12T03:00:00Z");

    private final SimulatedCluster cluster;

    NightsTest(@TempDir Path directory) throws ParseException {
        cluster = new SimulatedCluster(
                "0 0 3 * * ?", "UTC", Instant.parse("2026-06-10T20:00:00Z"), directory, new Random(5));
    }

    @AfterEach
    void ends() {
        cluster.close();
    }

    @Test
    void aQuietNightGivesOneCompleteBackupSoonAfterItsSlot() throws IOException {
        passesTo(SLOT.plusSeconds(120));

        Manifest manifest = cluster.manifest(SLOT).orElseThrow();
        assertThat(manifest.complete()).isTrue();
        assertThat(manifest.created()).isBetween(SLOT, SLOT.plusSeconds(60));
        for (SimulatedNode node : cluster.nodes) {
            assertThat(node.outcome(SLOT).orElseThrow().kind()).isEqualTo(SlotOutcome.Kind.BACKED_UP);
            assertThat(node.alarmsTold).isEmpty();
        }
    }

    @Test
    void aClockAFewSecondsFastWaitsForTheStores() throws IOException {
        cluster.node(0).skew = Duration.ofSeconds(29);

        passesTo(SLOT.plusSeconds(120));

        Manifest manifest = cluster.manifest(SLOT).orElseThrow();
        assertThat(manifest.complete()).isTrue();
        assertThat(manifest.parts()).allSatisfy(part -> assertThat(part.begun()).isAfterOrEqualTo(SLOT));
    }

    @Test
    void aClockADayAheadClaimsNothingAndIsBackedUpAllTheSame() throws IOException {
        cluster.node(0).skew = Duration.ofHours(24);

        passesTo(SLOT.plus(Duration.ofHours(2)));

        Manifest manifest = cluster.manifest(SLOT).orElseThrow();
        assertThat(manifest.part("a")).isEmpty();
        assertThat(manifest.missingNodes()).extracting(Manifest.Missing::node).containsExactly("a");
        assertThat(cluster.manifest(NEXT)).isEmpty();
        assertThat(cluster.node(0).outcome(SLOT).orElseThrow().kind()).isEqualTo(SlotOutcome.Kind.BY_HAND);
        assertThat(cluster.node(0).raised()).containsExactly(Alarm.CLOCK_SKEWED);
        assertThat(cluster.node(1).raised()).containsExactly(Alarm.BACKUP_INCOMPLETE);
        assertThat(cluster.catalog().list())
                .anySatisfy(listed ->
                        assertThat(listed.manifest().orElseThrow().part("a")).isPresent());
    }

    @Test
    void aNodeThatRebootsOverTheSlotMakesItUp() throws IOException {
        cluster.time.at(SLOT.minusSeconds(300), cluster.node(1)::crash);
        cluster.time.at(SLOT.plusSeconds(900), cluster.node(1)::boot);

        passesTo(SLOT.plus(Duration.ofHours(2)));

        assertThat(cluster.manifest(SLOT).orElseThrow().complete()).isTrue();
    }

    @Test
    void aNewAgentThatDiesInItsFirstRunSaysWhatBecameOfTheSlotsItThenMisses(@TempDir Path fresh) throws Exception {
        Instant begin = Instant.parse("2026-06-10T05:00:00Z");
        try (SimulatedCluster young = new SimulatedCluster("0 0 3 * * ?", "UTC", begin, fresh, new Random(5))) {
            SimulatedNode node = young.node(1);
            node.diesAfterPart = true;
            young.time.at(NEXT.plus(Duration.ofHours(16)), node::boot);
            young.boot();

            young.time.runUntil(NEXT.plus(Duration.ofHours(20)));

            assertThat(node.outcome(SLOT).orElseThrow().kind()).isEqualTo(SlotOutcome.Kind.MISSED);
            assertThat(node.outcome(NEXT).orElseThrow().kind()).isEqualTo(SlotOutcome.Kind.MISSED);
        }
    }

    @Test
    void aNodeThatIsDownForDaysIsNamedAndSaysWhyAfterwards() throws IOException {
        cluster.time.at(SLOT.minusSeconds(300), cluster.node(1)::crash);
        cluster.time.at(NEXT.plus(Duration.ofHours(16)), cluster.node(1)::boot);

        passesTo(NEXT.plus(Duration.ofHours(20)));

        assertThat(cluster.manifest(SLOT).orElseThrow().missingNodes())
                .extracting(Manifest.Missing::node)
                .containsExactly("b");
        for (Instant slot : new Instant[] {SLOT, NEXT}) {
            SlotOutcome outcome = cluster.node(1).outcome(slot).orElseThrow();
            assertThat(outcome.kind()).isEqualTo(SlotOutcome.Kind.MISSED);
            assertThat(outcome.reason())
                    .contains("the agent was down from 2026-06-11T02:00:00Z to 2026-06-12T19:00:00Z")
                    .contains("other nodes made a backup without this one");
        }
        assertThat(cluster.node(1).raised()).contains(Alarm.SLOT_MISSED, Alarm.BACKUP_INCOMPLETE);
    }

    @Test
    void whatTheLastSlotLeftBehindIsAnAlarmAfterARestartUntilTheNextOne() throws IOException {
        SimulatedNode node = cluster.node(1);
        cluster.time.at(SLOT.minusSeconds(300), cluster.node(0)::crash);
        cluster.time.at(SLOT.plus(Duration.ofHours(3)), node::crash);
        cluster.time.at(SLOT.plus(Duration.ofHours(4)), node::boot);
        cluster.time.at(SLOT.plus(Duration.ofHours(5)), cluster.node(0)::boot);

        passesTo(SLOT.plus(Duration.ofHours(6)));
        assertThat(node.raised()).containsExactly(Alarm.BACKUP_INCOMPLETE);

        passesTo(NEXT.plus(Duration.ofHours(2)));
        assertThat(node.raised()).isEmpty();
    }

    @Test
    void whatBackupsAndTapesTellIsAnAlarmAfterARestartToo() throws IOException {
        SimulatedNode node = cluster.node(1);
        node.sourceFails = true;
        cluster.time.at(SLOT.plus(Duration.ofHours(3)), node::crash);
        cluster.time.at(SLOT.plus(Duration.ofHours(4)), node::boot);

        passesTo(SLOT.plus(Duration.ofHours(5)));
        assertThat(node.raised()).contains(Alarm.SOURCE_FAILED);

        node.sourceFails = false;
        passesTo(NEXT.plus(Duration.ofHours(2)));
        assertThat(node.raised()).isEmpty();
        cluster.catalog().commit(contradicted(NEXT.plus(Duration.ofHours(3))));
        cluster.time.at(NEXT.plus(Duration.ofHours(4)), node::crash);
        cluster.time.at(NEXT.plus(Duration.ofHours(5)), node::boot);
        passesTo(NEXT.plus(Duration.ofHours(6)));
        assertThat(node.raised()).containsExactly(Alarm.SOURCES_DISAGREE);

        node.movesTo(new MemoryStore("memory:another"));
        passesTo(NEXT.plus(Duration.ofHours(8)));
        assertThat(node.raised()).doesNotContain(Alarm.SOURCES_DISAGREE);
    }

    @Test
    void aMistakeOverWhatBackupsTellKeepsNoAgentFromItsSlots() throws IOException {
        SimulatedNode node = cluster.node(1);
        cluster.time.at(SLOT.plus(Duration.ofHours(3)), node::crash);
        cluster.time.at(SLOT.plus(Duration.ofHours(4)), () -> node.sourcesAreBroken = true);
        cluster.time.at(SLOT.plus(Duration.ofHours(4)), node::boot);
        cluster.time.at(SLOT.plus(Duration.ofHours(8)), () -> node.sourcesAreBroken = false);

        passesTo(SLOT.plus(Duration.ofHours(7)));
        assertThat(node.isUp()).isTrue();

        passesTo(NEXT.plus(Duration.ofHours(1)));
        assertThat(cluster.manifest(NEXT).orElseThrow().complete()).isTrue();
    }

    @Test
    void whatASlotShowedAfterAStartCountsMoreThanWhatAnOlderBackupTells() throws IOException {
        SimulatedNode node = cluster.node(1);
        node.sourceFails = true;
        cluster.time.at(SLOT.plus(Duration.ofHours(3)), node::crash);
        cluster.time.at(NEXT.plusSeconds(1800), () -> node.sourceFails = false);
        cluster.time.at(NEXT.plusSeconds(1800), () -> node.captureTakes = Duration.ofHours(3));
        cluster.time.at(NEXT.plusSeconds(1800), node::boot);

        passesTo(NEXT.plus(Duration.ofHours(6)));

        assertThat(node.outcome(NEXT).orElseThrow().kind()).isEqualTo(SlotOutcome.Kind.LATE);
        assertThat(node.raised()).contains(Alarm.LATE_PART).doesNotContain(Alarm.SOURCE_FAILED);
    }

    private Manifest contradicted(Instant slot) throws IOException {
        Manifest before = cluster.manifest(NEXT).orElseThrow();
        return new Manifest(
                before.writer(),
                BackupId.ofSlot(slot),
                before.cluster(),
                null,
                slot,
                before.nodes(),
                true,
                before.parts(),
                null,
                List.of("Marathon tells of another leader than ZooKeeper"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FAILED|the run failed: no server|slot-missed",
                "MISSED|the agent was down|slot-missed",
                "LATE|it was made before|late-part",
                "BACKED_UP|not complete, through 0x7, put by this node|backup-incomplete",
                "BACKED_UP|complete, through 0x7, put by this node|-",
                "BY_HAND|it took no part|-"
            })
    void ofWhatIsRememberedTheLastSlotCounts(SlotOutcome.Kind kind, String reason, String alarm, @TempDir Path fresh)
            throws IOException {
        List<String> told = new ArrayList<>();
        Journal journal = Journal.open(new JournalFile(fresh, "prod", "a"));
        SlotLedger ledger = new SlotLedger(
                journal, new Alarms(() -> NEXT, new AlarmsTold(told)), (phase, message, facts) -> told.add(message));
        ledger.remember();
        journal.add(new SlotOutcome(SLOT.minusSeconds(60), SlotOutcome.Kind.FAILED, SLOT, "before"));
        journal.add(new SlotOutcome(SLOT, kind, NEXT, reason));

        ledger.remember();

        assertThat(told).isEqualTo(alarm.equals("-") ? List.of() : List.of("+" + alarm));
        ledger.follow("another schedule");
        told.clear();
        new SlotLedger(journal, new Alarms(() -> NEXT, new AlarmsTold(told)), (phase, message, facts) -> {}).remember();
        assertThat(told).isEmpty();
    }

    @Test
    void aStoreThatIsAwayForHoursIsTriedUntilItIsBack() throws IOException {
        awayBetween(SLOT.minusSeconds(600), SLOT.plus(Duration.ofHours(5)));

        passesTo(SLOT.plus(Duration.ofHours(7)));

        assertThat(cluster.manifest(SLOT).orElseThrow().complete()).isTrue();
        assertThat(cluster.node(0).alarmsTold).containsExactly("+store-unreachable", "-store-unreachable");
    }

    @Test
    void aStoreThatIsAwayTooLongIsTheReasonAndTheArchiveGetsStale() throws IOException {
        awayBetween(NEXT.minusSeconds(600), NEXT.plus(Duration.ofHours(13)));

        passesTo(NEXT.plus(Duration.ofHours(14)));

        assertThat(cluster.manifest(NEXT)).isEmpty();
        SlotOutcome outcome = cluster.node(0).outcome(NEXT).orElseThrow();
        assertThat(outcome.kind()).isEqualTo(SlotOutcome.Kind.MISSED);
        assertThat(outcome.reason())
                .contains("the store was unreachable from 2026-06-12T02:")
                .contains("as planned");
        assertThat(cluster.node(0).raised()).containsExactlyInAnyOrder(Alarm.SLOT_MISSED, Alarm.STALE);
        cluster.time.runUntil(NEXT.plus(Duration.ofHours(26)));
        assertThat(cluster.node(0).raised()).isEmpty();
    }

    @Test
    void whatElseKeepsTheAgentFromItsSlotsIsAnAlarmOfItsOwn() throws IOException {
        SimulatedNode node = cluster.node(0);
        cluster.time.at(SLOT.plus(Duration.ofHours(1)), () -> {
            node.crash();
            node.storeIsRefused = true;
        });
        cluster.time.at(SLOT.plus(Duration.ofHours(2)), node::boot);

        passesTo(NEXT.plus(Duration.ofHours(13)));

        assertThat(node.alarms.raised()).singleElement().satisfies(raised -> {
            assertThat(raised.alarm()).isEqualTo(Alarm.WATCH_FAILED);
            assertThat(raised.reason()).isEqualTo("the store must not be used, as planned");
        });
        assertThat(node.alarmsTold).containsExactly("+watch-failed");
        node.storeIsRefused = false;
        cluster.time.runUntil(NEXT.plus(Duration.ofHours(14)));
        assertThat(node.alarmsTold)
                .containsExactly("+watch-failed", "+backup-incomplete", "+slot-missed", "-watch-failed");
        assertThat(node.outcome(NEXT).orElseThrow().reason())
                .contains("the agent could not see to its slots from ", "must not be used, as planned");
    }

    @Test
    void aCapturePastTheDeadlineIsLateAndKept() throws IOException {
        cluster.node(2).captureTakes = Duration.ofHours(3);

        passesTo(SLOT.plus(Duration.ofHours(4)));

        assertThat(cluster.manifest(SLOT).orElseThrow().missingNodes()).hasSize(1);
        assertThat(cluster.node(2).outcome(SLOT).orElseThrow().kind()).isEqualTo(SlotOutcome.Kind.LATE);
        assertThat(cluster.node(2).raised()).contains(Alarm.LATE_PART);
        assertThat(cluster.store
                        .list("prod/backup/20260611T030000Z/c.part.json", "")
                        .next())
                .isPresent();
    }

    @Test
    void aCrashBetweenPartAndManifestIsGoneOnFromWithoutASecondCapture() throws IOException {
        cluster.nodes.forEach(node -> node.diesAfterPart = true);
        for (SimulatedNode node : cluster.nodes) {
            cluster.time.at(SLOT.plusSeconds(600), node::boot);
        }

        passesTo(SLOT.plusSeconds(900));

        Manifest manifest = cluster.manifest(SLOT).orElseThrow();
        assertThat(manifest.complete()).isTrue();
        assertThat(manifest.parts())
                .allSatisfy(part -> assertThat(part.finished()).isBefore(SLOT.plusSeconds(60)));
    }

    @Test
    void aServerThatAnswersOnlyAtTheThirdTryIsInTheBackup() throws IOException {
        cluster.nodes.forEach(node -> node.silentTries = 2);

        passesTo(SLOT.plusSeconds(120));

        assertThat(cluster.manifest(SLOT).orElseThrow().complete()).isTrue();
        for (SimulatedNode node : cluster.nodes) {
            assertThat(node.silentTries).isZero();
            assertThat(node.outcome(SLOT).orElseThrow().kind()).isEqualTo(SlotOutcome.Kind.BACKED_UP);
            assertThat(node.alarmsTold).isEmpty();
        }
    }

    @Test
    void aServerThatIsBackWithinMinutesOfItsAgentIsInTheBackup() throws IOException {
        cluster.node(0).sourceFails = true;
        cluster.time.at(SLOT.minusSeconds(300), cluster.node(0)::crash);
        cluster.time.at(SLOT.plusSeconds(600), cluster.node(0)::boot);
        cluster.time.at(SLOT.plusSeconds(840), () -> cluster.node(0).sourceFails = false);

        passesTo(SLOT.plusSeconds(960));

        assertThat(cluster.manifest(SLOT).orElseThrow().complete()).isTrue();
    }

    @Test
    void aServerThatStaysSilentKeepsTheOthersWaitingFiveMinutesAndNoLonger() throws IOException {
        cluster.node(0).sourceFails = true;

        passesTo(SLOT.plusSeconds(360));

        Manifest manifest = cluster.manifest(SLOT).orElseThrow();
        assertThat(manifest.created()).isBetween(SLOT.plusSeconds(300), SLOT.plusSeconds(340));
        assertThat(manifest.complete()).isFalse();
        assertThat(manifest.parts()).hasSize(3);
        assertThat(cluster.node(0).raised()).containsExactly(Alarm.SOURCE_FAILED, Alarm.BACKUP_INCOMPLETE);
        cluster.node(0).sourceFails = false;
        cluster.time.runUntil(NEXT.plusSeconds(120));
        assertThat(cluster.node(0).raised()).isEmpty();
    }

    @Test
    void whenEveryServerStaysSilentThereIsNoBackupAndAReason() throws IOException {
        cluster.nodes.forEach(node -> node.sourceFails = true);

        passesTo(SLOT.plusSeconds(299));
        assertThat(cluster.node(0).outcome(SLOT)).isEmpty();
        cluster.time.runUntil(SLOT.plusSeconds(360));

        assertThat(cluster.manifest(SLOT)).isEmpty();
        assertThat(cluster.node(0).outcome(SLOT).orElseThrow().kind()).isEqualTo(SlotOutcome.Kind.FAILED);
        assertThat(cluster.node(0).outcome(SLOT).orElseThrow().reason()).contains("does not answer, as planned");
    }

    @Test
    void aFullStateDirectoryIsAnAlarmAndStopsNoBackup() throws IOException {
        cluster.node(0).journalFails = true;

        passesTo(SLOT.plusSeconds(120));

        assertThat(cluster.manifest(SLOT).orElseThrow().complete()).isTrue();
        assertThat(cluster.node(0).raised()).containsExactly(Alarm.STATE_DIR_FULL);
        cluster.node(0).journalFails = false;
        cluster.time.runUntil(SLOT.plus(Duration.ofHours(3)));
        assertThat(cluster.node(0).raised()).isEmpty();
        assertThat(cluster.node(0).outcome(SLOT)).isPresent();
    }

    @Test
    void aDamagedPartIsNamedAndTheOthersAreBackedUp() throws IOException {
        cluster.time.at(SLOT.minusSeconds(300), cluster.node(1)::crash);
        cluster.catalog().create("test");
        cluster.store.putIfAbsent(new ObjectKey("prod/backup/20260611T030000Z/b.part.json"), new byte[] {'{'});

        passesTo(SLOT.plus(Duration.ofHours(2)));

        Manifest manifest = cluster.manifest(SLOT).orElseThrow();
        assertThat(manifest.complete()).isFalse();
        assertThat(manifest.missingNodes()).hasSize(1);
        assertThat(manifest.missingNodes().get(0).reason()).contains("b.part.json");
    }

    private void passesTo(Instant moment) {
        cluster.boot();
        cluster.time.runUntil(moment);
    }

    private void awayBetween(Instant from, Instant to) {
        cluster.time.at(from, () -> cluster.storeIsAway = true);
        cluster.time.at(to, () -> cluster.storeIsAway = false);
    }
}
