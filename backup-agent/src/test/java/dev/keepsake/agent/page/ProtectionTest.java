package dev.keepsake.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the first question has which answer. */
final class ProtectionTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final List<Manifest> backups = new ArrayList<>();
    private Optional<Duration> period = Optional.of(DAY);

    private static Manifest backup(BackupId id, Duration old, boolean complete) {
        Instant made = NOW.minus(old);
        List<Part.Failure> failures = complete ? List.of() : List.of(new Part.Failure("zk", "no answer"));
        Part part = new Part("n1", "test", made, made, List.of(), failures, null, null);
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
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
        BackupId proven = BackupId.ofSlot(NOW);
        PastProof proof = new PastProof(
                new ObjectKey("x"), proven, "01MBB63HBB136BD3DPP2F8KKV2", Proof.Level.PROOF, true, Zxid.of(1, 1));
        return Protection.of(
                agent,
                new ArchiveLook.Known(
                        Optional.of(new ArchiveSummary(
                                NOW,
                                "here",
                                backups,
                                backups.size(),
                                List.of(),
                                Map.of(),
                                List.of(),
                                Optional.empty(),
                                false,
                                Optional.of(proof),
                                Optional.empty(),
                                Optional.empty())),
                        Optional.empty()));
    }

    private Protection.Level level() {
        return protection().level();
    }

    @Test
    void aYoungCompleteBackupProtects() {
        slot(Duration.ofHours(9), true);

        assertThat(level()).isEqualTo(Protection.Level.PROTECTED);
    }

    @Test
    void anOldOneDoesNotThoughNoAlarmWasRaisedYet() {
        slot(Duration.ofHours(37), true);

        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
        assertThat(protection().reasons()).singleElement().asString().contains("is 37 hours old");
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

        assertThat(protection().savedUpTo()).isEmpty();
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
    void withoutABackupNothingIsProtected() {
        assertThat(level()).isEqualTo(Protection.Level.UNPROTECTED);
    }
}
