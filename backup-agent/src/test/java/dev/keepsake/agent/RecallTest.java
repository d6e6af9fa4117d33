package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.job.Schedule;
import dev.keepsake.testkit.DenyingStore;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What backups of before a start say, of an archive that is not always at hand. */
final class RecallTest {

    private static final Instant SLOT = Instant.parse("2026-06-11T03:00:00Z");
    private static final Instant NOW = SLOT.plus(Duration.ofHours(2));

    private final List<String> told = new ArrayList<>();
    private final List<String> alarmsTold = new ArrayList<>();
    private final Alarms alarms = new Alarms(() -> NOW, new AlarmsTold(alarmsTold));
    private final Recall recall = new Recall(alarms, (phase, words, facts) -> told.add(words));
    private final AtomicInteger denied = new AtomicInteger();
    private boolean isClosed;

    private final Duty duty = new Duty(
            "prod",
            "a",
            List.of("a"),
            Optional.empty(),
            Schedule.NEVER,
            Optional.empty(),
            Duration.ofHours(1),
            MemoryStore::new,
            List::of);

    private Catalog archive(String contradiction) throws IOException {
        MemoryStore store = new MemoryStore();
        store.setNow(SLOT);
        Catalog catalog =
                new Catalog(new DenyingStore(store, key -> isClosed, key -> false, denied), "prod", new Random(1));
        catalog.create("test");
        catalog.commit(new Manifest(
                "test",
                BackupId.ofSlot(SLOT),
                "prod",
                null,
                SLOT,
                List.of("a"),
                true,
                List.of(),
                null,
                List.of(contradiction)));
        return catalog;
    }

    @Test
    void anotherArchiveIsLookedAtTooAndWhatTheFirstOneShowedIsOver() throws IOException {
        Catalog one = archive("one thing");
        Catalog two = archive("another thing");
        recall.follow("one", NOW);
        recall.turn(duty, one, NOW);
        assertThat(alarms.raised()).extracting(Alarms.Raised::reason).containsExactly("one thing");
        alarms.raise(Alarm.TAPES_DISAGREE, "tapes of one");

        recall.follow("two", NOW);
        assertThat(alarms.raised()).isEmpty();
        recall.turn(duty, two, NOW);

        assertThat(alarms.raised()).extracting(Alarms.Raised::reason).containsExactly("another thing");
        assertThat(told).isEmpty();
        recall.follow("two", NOW);
        assertThat(alarms.raised()).as("the same archive").hasSize(1);
    }

    @Test
    void whatCannotBeLookedAtIsTriedAgainAnHourLaterAndNotAtEachTurn() throws IOException {
        Catalog one = archive("one thing");
        isClosed = true;
        recall.follow("one", NOW);
        recall.turn(duty, one, NOW);
        int first = denied.get();
        assertThat(first).isPositive();
        assertThat(told).contains("what the newest backups say could not be looked at");

        recall.turn(duty, one, NOW.plusSeconds(1));
        recall.turn(duty, one, NOW.plus(Recall.AGAIN).minusSeconds(1));
        assertThat(denied).hasValue(first);
        isClosed = false;
        recall.turn(duty, one, NOW.plus(Recall.AGAIN));

        assertThat(alarms.raised()).extracting(Alarms.Raised::reason).containsExactly("one thing");
        isClosed = true;
        recall.turn(duty, one, NOW.plus(Recall.AGAIN.multipliedBy(3)));
        assertThat(denied).as("it was looked at").hasValue(first);
    }
}
