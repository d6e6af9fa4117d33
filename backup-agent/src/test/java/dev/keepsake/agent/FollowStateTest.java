package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.FollowedTape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down of how a source is followed. */
class FollowStateTest {

    private static final Instant NOW = Instant.parse("2026-06-11T03:00:00.250Z");
    private static final FollowedTape.End END = new FollowedTape.End(
            "01JXCK5R4G0000000000000000", Zxid.of(3, 7), Instant.parse("2026-06-11T02:59:58.100Z"));

    private final FollowState good =
            FollowState.beginning(NOW.minusSeconds(60)).caughtUp(NOW, NOW.minusMillis(1500), Optional.of(END), true);

    @Test
    void whatIsWrittenIsRead() throws IOException {
        FollowState blank = FollowState.beginning(NOW);
        FollowState bad = good.troubled(NOW.plusSeconds(9), "the store\nis\taway");

        assertThat(FollowState.read(good.written())).isEqualTo(good);
        assertThat(FollowState.read(blank.written())).isEqualTo(blank);
        assertThat(FollowState.read(bad.written()).trouble()).isEqualTo("the store is away");
        assertThat(FollowState.read(bad.written()).lag()).isEqualTo(Duration.ofMillis(10_500));
        assertThat(FollowState.read(good.troubled(NOW, "x".repeat(5_000)).written())
                        .trouble())
                .hasSizeLessThanOrEqualTo(500);
    }

    @Test
    void itSaysHowFarASourceIsStored() {
        assertThat(good.inWords())
                .isEqualTo("lag 1.5 s at 2026-06-11T03:00:00.250Z, through 0x300000007 of 2026-06-11T02:59:58.100Z on"
                        + " tape 01JXCK5R4G0000000000000000, 1 break since 2026-06-11T02:59:00.250Z");
        assertThat(FollowState.beginning(NOW).troubled(NOW, "no answer").inWords())
                .contains("nothing on a tape yet", "0 breaks", "; no answer");
    }

    @Test
    void whatIsCutOrForeignIsRefused() {
        String whole = good.written();
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> FollowState.read(cut)).isInstanceOf(IOException.class);
        }
        for (String other : List.of("keepsake-follow 2" + whole.substring(17), whole.replace("0x3", "3x3"), "\n")) {
            assertThatThrownBy(() -> FollowState.read(other)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void afterARestartTheLagIsThatOfBeforeAndNoAlarmCountsWhatWasBefore(@TempDir Path directory) throws IOException {
        JournalFile place = JournalFile.ofSource(directory, "prod", "a", "zk");
        assertThat(new FollowRecord(place).resumed(NOW)).isEqualTo(FollowState.beginning(NOW));
        assertThat(new FollowRecord(place).note(good)).isTrue();
        Instant later = NOW.plusSeconds(3600);

        FollowState resumed = new FollowRecord(place).resumed(later);
        assertThat(resumed.lag()).isEqualTo(Duration.ofMillis(3_601_500));
        assertThat(resumed.lagSinceItBegan(later.plusSeconds(9))).isEqualTo(Duration.ofSeconds(9));
        assertThat(resumed.end()).as("whose archive it was is not written down").isEmpty();

        assertThat(new FollowRecord(place).note(resumed.troubled(later.plusSeconds(5), "the store is away")))
                .isTrue();
        assertThat(new FollowRecord(place).resumed(later.plusSeconds(60)).lag())
                .as("over a second restart, too")
                .isEqualTo(Duration.ofMillis(3_661_500));
        assertThat(new FollowRecord(place).resumed(NOW.minusSeconds(60)).lag())
                .as("a clock that was set back")
                .isZero();
        place.write(good.written().replace("2026", "-999999999"));
        assertThat(new FollowRecord(place).resumed(later)).isEqualTo(FollowState.beginning(later));
        place.write("keepsake-follow 1\twhatever\n");
        assertThat(new FollowRecord(place).resumed(later)).isEqualTo(FollowState.beginning(later));
    }

    @Test
    void itIsWrittenNoMoreThanEveryTenSeconds(@TempDir Path directory) throws IOException {
        FollowRecord record = new FollowRecord(JournalFile.ofSource(directory, "prod", "a", "zk"));
        assertThat(record.read()).isEmpty();

        assertThat(record.note(good)).isTrue();
        assertThat(record.note(good.troubled(NOW.plusSeconds(9), "away"))).isFalse();
        assertThat(record.read()).contains(good);

        FollowState later = good.troubled(NOW.plusSeconds(10), "away");
        assertThat(record.note(later)).isTrue();
        assertThat(record.read()).contains(later);
    }
}
