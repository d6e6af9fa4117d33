package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names that sort as they were made, and names that no clock made. */
final class UlidTest {

    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00.123Z");
    private static final String RANDOM = "0123456789ABCDEF";

    private final Random random = new Random(1);

    @Test
    void eachSortsAfterTheOneBeforeItWhateverTheClockDoes() throws RefusedException {
        String first = Ulid.at(NOW, random);
        String second = Ulid.after(first, NOW.minusSeconds(3600), random);

        assertThat(Ulid.timeOf(first)).isEqualTo(NOW);
        assertThat(second).isGreaterThan(first);
        assertThat(Ulid.timeOf(second)).isEqualTo(NOW.plusMillis(1));
        assertThat(Ulid.isUlid(first)).isTrue();
        assertThat(Ulid.isUlid(second)).isTrue();
    }

    @Test
    void aNameThatNoClockMadeIsNone() {
        assertThat(Ulid.isUlid("Z".repeat(26))).isFalse();
        assertThat(Ulid.isUlid("8000000000" + RANDOM)).isFalse();
        assertThat(Ulid.isUlid("7ZZZZZZZZZ" + RANDOM)).isFalse();
        assertThat(Ulid.isUlid("01KAA0000I" + RANDOM)).isFalse();
        assertThat(Ulid.isUlid("01KAA0000" + RANDOM)).isFalse();
    }

    @Test
    void behindTheLastNameThatCountsNoneIsMade() throws RefusedException {
        String last = Ulid.at(Instant.parse("9999-12-31T23:59:59.998Z"), random);
        assertThat(Ulid.isUlid(last)).isTrue();
        assertThatThrownBy(() -> Ulid.after(last, NOW, random))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(last, "delete it");
    }
}
