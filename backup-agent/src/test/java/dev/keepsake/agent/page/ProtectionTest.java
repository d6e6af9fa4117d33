package dev.keepsake.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.agent.survey.Survey;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.ArchiveSize;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.Standing;
import dev.keepsake.catalog.StoredPiece;
import dev.keepsake.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When the first question has which answer. */
final class ProtectionTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final List<Manifest> backups = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private Optional<Duration> period = Optional.of(DAY);
    private Duration seen = Duration.ofMinutes(3);
    private String trouble = "";
    private final List<AgentNow.Notice> alarms = new ArrayList<>();

    private static Manifest backup(BackupId id, Duration old, boolean complete) {
        Instant made = NOW.minus(old);
        List<Part.Failure> failures = complete ? List.of() : List.of(new Part.Failure("zk", "no answer"));
        List<DocumentShare> apps = List.of(new DocumentShare("apps", "http", made, new TreeMap<>(), List.of()));
        Part part = new Part("n1", "test", made, made, List.of(), failures, apps, null);
        return new Manifest("test", id, "prod", null, made, List.of("n1"), complete, List.of(part), null, null);
    }

    private void slot(Duration old, boolean complete) {
        backups.add(backup(BackupId.ofSlot(NOW.minus(old)), old, complete));
    }

    private void byHand(Duration old) {
        backups.add(backup(BackupId.byHand(NOW.minus(old), "abcd"), old, false));
    }

    private Protection protection() {
        AgentNow agent = new AgentNow(
                "prod",
                "n1",
                "test",
                NOW,
                NOW.minusSeconds(60),
                Optional.empty(),
                Optional.empty(),
                period,
                false,
                alarms,
                List.of(),
                List.of(),
                Optional.empty());
        BackupId proven = BackupId.ofSlot(NOW);
        PastProof proof = new PastProof(
                new ObjectKey("x"), proven, "01MBB63HBB136BD3DPP2F8KKV2", Proof.Level.PROOF, true, Zxid.of(1, 1));
        Survey.Proven reports =
                new Survey.Proven(standings, Map.of(), Map.of(Proof.Level.PROOF, proof), Optional.empty());
        Survey.Stock stock =
                new Survey.Stock(NOW, Optional.empty(), List.of(), Optional.empty(), missing, new ArchiveSize(1, 1));
        Survey survey = new Survey(
                NOW, "here", backups, Survey.Newest.of(backups), backups.size(), List.of(), reports, stock, false);
        Surveyed known = Surveyed.of(survey, NOW.minus(seen));
        return Protection.of(agent, trouble.isEmpty() ? known : known.after(trouble, NOW.minusSeconds(60)));
    }

    private final Map<BackupId, Standing> standings = new HashMap<>();

    private Protection.Level level() {
        return protection().level();
    }

    @Test
    void aYoungCompleteBackupProtects() {
        slot(Duration.ofHours(9), true);

        assertThat(level()).isEqualTo(Protection.Level.PROTECTED);
        assertThat(protection().wouldLose()).hasValue(Duration.ofHours(9));
    }

    @Test
    void anOldOneDoesNotThoughNoAlarmWasRaisedYet() {
        slot(Duration.ofHours(37), true);

        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
        assertThat(protection().reasons()).singleElement().asString().contains("is 1 day 13 h old");
    }

    @Test
    void whatIsOldWithinMinutesIsSaidInMinutes() {
        period = Optional.of(Duration.ofMinutes(10));
        slot(Duration.ofMinutes(40), true);

        assertThat(protection().reasons()).singleElement().asString().contains("is 40 min old");
    }

    @Test
    void whereNothingIsScheduledABackupMayBeAWeekOld() {
        period = Optional.empty();
        slot(Duration.ofDays(7), true);
        assertThat(level()).isEqualTo(Protection.Level.PROTECTED);

        backups.clear();
        slot(Duration.ofDays(90), true);
        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
    }

    @Test
    void whatIsMissingOnceWantsAttentionAndWhatIsMissingForLongIsLost() {
        slot(Duration.ofHours(9), false);
        slot(Duration.ofHours(33), true);
        assertThat(level()).isEqualTo(Protection.Level.ATTENTION);

        backups.remove(1);
        slot(Duration.ofHours(33), false);
        slot(Duration.ofHours(57), false);
        slot(Duration.ofHours(81), true);
        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
    }

    @Test
    void whatWasNeverStoredWouldBeLostWhole() {
        slot(Duration.ofHours(9), false);

        assertThat(protection().savedUpTo())
                .as("though another source was stored")
                .isEmpty();
        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
    }

    @Test
    void backupsOfOneNodeByHandSayNothingOfTheOthers() {
        byHand(Duration.ofHours(1));
        byHand(Duration.ofHours(2));
        byHand(Duration.ofHours(3));
        slot(Duration.ofHours(9), true);
        assertThat(level()).isEqualTo(Protection.Level.PROTECTED);

        backups.remove(3);
        slot(Duration.ofHours(40), true);
        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
    }

    @Test
    void whatWasSeenLongAgoSaysNothingOfNow() {
        slot(Duration.ofHours(9), true);
        seen = Surveyed.OLD;
        assertThat(level()).isEqualTo(Protection.Level.PROTECTED);

        seen = Surveyed.OLD.plusSeconds(1);
        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
        assertThat(protection().reasons()).singleElement().asString().contains("is of 2026-11-23T11:29:59Z");

        seen = Surveyed.OLD.plusSeconds(1).negated();
        assertThat(level()).as("a clock that was set back").isEqualTo(Protection.Level.UNPROTECTED);
    }

    @Test
    void looksThatComeToNothingWantAttentionUntilWhatWasSeenBeforeIsOld() {
        slot(Duration.ofHours(9), true);
        trouble = "the store answered with HTTP status 503";
        assertThat(level()).isEqualTo(Protection.Level.ATTENTION);
        assertThat(protection().reasons())
                .singleElement()
                .asString()
                .contains("since 2026-11-23T11:59:00Z: " + trouble, "is of 2026-11-23T11:57:00Z", "30 minutes");

        seen = Surveyed.OLD.plusSeconds(1);
        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
        assertThat(protection().reasons()).singleElement().asString().contains("11:29:59Z", trouble);
    }

    @Test
    void whatAnAlarmSaysIsNotSaidTwice() {
        slot(Duration.ofHours(9), false);
        slot(Duration.ofHours(33), true);
        String lacks = "backup 20261123T030000Z is not complete; node n1, zk: no answer";
        alarms.add(new AgentNow.Notice("backup-incomplete", lacks, NOW, false));
        alarms.add(new AgentNow.Notice("source-failed", "zk: no answer", NOW, false));
        alarms.add(new AgentNow.Notice("tape-broken", "a tape has ended", NOW, false));
        alarms.add(new AgentNow.Notice("late-part", "a tape has ended", NOW, false));

        assertThat(protection().reasons()).containsExactly(lacks, "a tape has ended");
    }

    @Test
    void whatStoppedServersMayLackIsNotSavedByThem() {
        backups.add(captured(Duration.ofHours(1), Map.of("newer-commits", "an epoch that nobody here has seen")));
        assertThat(protection().savedUpTo()).as("as metrics say").isEmpty();

        backups.add(captured(Duration.ofHours(25), Map.of()));
        assertThat(protection().savedUpTo()).hasValue(NOW.minus(Duration.ofHours(25)));
    }

    private static Manifest captured(Duration old, Map<String, String> facts) {
        Instant made = NOW.minus(old);
        Share share = new Share(
                "zk",
                "zookeeper",
                "01MBB63HBB136BD3DPP2F8KKV2",
                new StoredPiece(new ObjectKey("prod/zk/n1/zk/base"), 1, "ab".repeat(32)),
                new Zxid(4),
                new Zxid(5),
                new Zxid(4),
                new Zxid(5),
                0,
                0,
                0,
                new TreeMap<>(facts),
                List.of(),
                null,
                null);
        Part part = new Part("n1", "test", made, made, List.of(share), List.of(), null, null);
        BackupId id = BackupId.ofSlot(made);
        return new Manifest("test", id, "prod", null, made, List.of("n1"), true, List.of(part), null, null);
    }

    @Test
    void aNewestBackupOfWhichSomethingIsMissingProtectsNothing() {
        slot(Duration.ofHours(9), true);
        slot(Duration.ofHours(33), true);
        missing.add("n1/zk of backup 1 cannot be restored: its base is gone");

        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
        assertThat(protection().reasons()).contains("n1/zk of backup 1 cannot be restored: its base is gone");
    }

    @Test
    void aNewestBackupThatDidNotStandALookProtectsNothing() {
        slot(Duration.ofHours(9), true);
        BackupId id = backups.get(0).id();
        PastProof bad = new PastProof(
                new ObjectKey("y"), id, "01MBB63HBB136BD3DPP2F8KKV3", Proof.Level.PROOF, false, Zxid.of(0, 0));
        standings.put(id, new Standing(Optional.of(bad), Optional.empty()));

        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
        assertThat(protection().since()).isEmpty();
    }

    @Test
    void withoutABackupNothingIsProtected() {
        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
    }
}
