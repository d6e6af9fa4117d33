package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.RestoreRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever restores the second server of three is told that, and whoever repeats a restore is warned. */
class EarlierRestoresTest {

    private static final BackupId BACKUP = new BackupId("20261121T030000Z");
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void theNextServerOfTheSameRestoreIsTold() {
        EarlierRestores earlier = new EarlierRestores(List.of(on("zk-1", 10), on("zk-2", 5)), 2, 1000);

        assertThat(words(earlier, 1000, "zk-3", 3))
                .isEqualTo("this is the next server of the same restore: with epoch 1000 there has been zk-1 at"
                        + " 2026-11-22T09:50:00Z, zk-2 at 2026-11-22T09:55:00Z, of 3 servers; go on until each server has"
                        + " it");
    }

    @Test
    void whereNobodyKnowsHowManyServersThereAreBothAreSaid() {
        EarlierRestores earlier = new EarlierRestores(List.of(on("zk-1", 10)), 1, 1000);

        assertThat(words(earlier, 1000, "zk-2", 0))
                .contains("If this is the next server of that restore, go on")
                .endsWith("stop here and give every server '--epoch 2000'");
    }

    @Test
    void whoeverRestoresTheSameServerAgainIsWarned() {
        EarlierRestores earlier = new EarlierRestores(List.of(on("zk-1", 10), on("zk-2", 5)), 2, 1000);

        assertThat(words(earlier, 1000, "zk-1", 3))
                .startsWith("this backup was restored before, with epoch 1000: zk-1 at 2026-11-22T09:50:00Z, zk-2 at")
                .endsWith("stop here and give every server '--epoch 2000'");
    }

    @Test
    void whatIsLongAgoOrOfAnEnsembleThatIsWholeOrUntoldIsWarnedOf() {
        EarlierRestores longAgo = new EarlierRestores(List.of(on("zk-1", 60 * 25)), 1, 1000);
        EarlierRestores whole = new EarlierRestores(List.of(on("old-1", 3), on("old-2", 2), on("old-3", 1)), 3, 1000);
        EarlierRestores untold = new EarlierRestores(List.of(on("zk-1", 10)), 2, 1000);

        assertThat(List.of(longAgo, whole, untold))
                .allSatisfy(one -> assertThat(words(one, 1000, "zk-9", 3)).contains("stop here"));
    }

    @Test
    void anotherEpochOnTheNextServerIsWarnedOf() {
        EarlierRestores earlier = new EarlierRestores(List.of(on("zk-1", 10)), 1, 1000);

        assertThat(words(earlier, 2000, "zk-2", 3))
                .contains("must all get the same epoch, and this one would get 2000")
                .endsWith("give it '--epoch 1000'");
    }

    @Test
    void withoutAnEarlierOneNothingIsSaid() {
        assertThat(new EarlierRestores(List.of(), 0, 0).words("backup", 1000, "zk-1", 3, NOW))
                .isEmpty();
    }

    private static String words(EarlierRestores earlier, long epoch, String host, long servers) {
        return earlier.words("backup", epoch, host, servers, NOW).orElseThrow();
    }

    private static RestoreRecord on(String host, long minutesAgo) {
        return new RestoreRecord(
                BACKUP, null, 1000, "ab".repeat(32), null, host, NOW.minus(Duration.ofMinutes(minutesAgo)));
    }
}
