package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ids of backups by hand, on a clock that stands still. */
final class BackupsTest {

    private static final Instant NOW = Instant.parse("2026-06-11T03:00:00.700Z");

    private final MemoryStore store = new MemoryStore();
    private final Catalog catalog = new Catalog(store, "prod", new Random(4));

    @BeforeEach
    void stopTheClock() {
        store.setNow(NOW);
    }

    private void make(BackupId id) throws IOException {
        Manifest manifest = new Manifest("test", id, "prod", null, NOW, List.of("n1"), true, List.of(), null, null);
        store.putIfAbsent(new Layout("prod").manifest(id), Json.write(manifest));
    }

    @Test
    void ofTwoBackupsWithinOneSecondTheLaterOneIsTheLatest() throws IOException {
        for (String tail : List.of("zzzzzz", "a00000", "mmmmmm", "000000")) {
            BackupId id = catalog.idByHand(tail);
            make(id);

            assertThat(id.value()).endsWith("-" + tail);
            assertThat(catalog.latestId()).isEqualTo(id);
        }
    }

    @Test
    void theFirstOfASecondIsOfThatSecond() throws IOException {
        make(BackupId.byHand(NOW.minusSeconds(1), "zzzzzz"));

        assertThat(catalog.idByHand("a")).hasToString("20260611T030000Z-a");
    }

    @Test
    void behindASlotOfTheSameSecondItIsTheLatestToo() throws IOException {
        make(BackupId.ofSlot(NOW));
        BackupId id = catalog.idByHand("a");
        make(id);

        assertThat(catalog.latestId()).isEqualTo(id);
    }

    @Test
    void anIdOfAClockThatWasWrongIsNotFollowed() throws IOException {
        make(BackupId.byHand(NOW.plusSeconds(86_400), "zzzzzz"));

        assertThat(catalog.idByHand("a")).hasToString("20260611T030000Z-a");
    }
}
