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
