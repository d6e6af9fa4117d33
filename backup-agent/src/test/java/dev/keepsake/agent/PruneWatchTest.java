package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.config.ScheduleConfig;
import dev.keepsake.job.BackupJob;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.DenyingStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.Unwatched;
import dev.keepsake.testkit.VirtualTime;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scheduled prunes of several agents, day by day in virtual time. */
final class PruneWatchTest {

    private static final Instant BEGIN = Instant.parse("2026-06-10T20:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final RetentionRules LAST = new RetentionRules(Duration.ZERO, 0, 0, 0, 0, 3, 100);

    private final VirtualTime time = new VirtualTime(BEGIN);
    private final MemoryStore store = new MemoryStore();
    private final List<String> alarms = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Duration skew = Duration.ZERO;
    private boolean away;
    private boolean denying;

    @BeforeEach
    void aBackupEachDay() {
        store.follow(time::now);
        for (int day = 0; day < 30; day++) {
            time.at(BEGIN.plus(DAY.multipliedBy(day)).plusSeconds(60), this::backUp);
        }
    }

    @AfterEach
    void ends() {
        time.end();
    }

    private void backUp() {
        Source source = new SimulatedSource(time::now, wait -> {}, Duration.ZERO, () -> false);
        try {
            new BackupJob(new Catalog(store, "prod", new Random(7)), List.of(source), "test", new Unwatched())
                    .run(new BackupJob.Request(BackupId.ofSlot(time.now()), null, "n1", List.of("n1")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void boots(String node) {
        VirtualTime.Actor[] self = new VirtualTime.Actor[1];
        self[0] = time.start(node, () -> {
            InstantSource clock = () -> time.now().plus(skew);
            PruneWatch.over(
                            Optional.of(duty(node)),
                            new PruneWatch.Tools(
                                    clock,
                                    new Waiting(self[0]),
                                    new Random(3),
                                    new Alarms(clock, new AlarmsTold(alarms)),
                                    (phase, message, facts) -> told.add(node + " " + message)))
                    .run(() -> false);
        });
    }

    private PruneDuty duty(String node) {
        try {
            return new PruneDuty(
                    "prod", node, new CronSchedule("0 30 4 * * ?", ZoneOffset.UTC), LAST, this::open, Keys.NONE);
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectStore open() throws StoreException {
        if (away) {
            throw new StoreException.Unavailable("away, as planned", null);
        }
        return denying
                ? new DenyingStore(
                        store.again(), key -> false, key -> key.value().startsWith("prod/backup/"), new AtomicInteger())
                : store.again();
    }

    private int backups() throws IOException {
        return new Catalog(store, "prod", new Random(7)).list().size();
    }

    @Test
    void oneOfAllRemovesAtEachSlotWhatIsNotKept() throws IOException {
        boots("n1");
        boots("n2");

        time.runUntil(BEGIN.plus(DAY.multipliedBy(29)));

        assertThat(told).hasSize(29).allMatch(line -> line.endsWith("what is not kept was removed"));
        assertThat(backups()).as("the last three, and those that have a tomb").isLessThan(10);
        assertThat(alarms).isEmpty();
    }

    @Test
    void whatTheStoreKeepsIsRememberedAsDoneInPart() throws IOException {
        boots("n1");
        time.runUntil(BEGIN.plus(DAY.multipliedBy(6)));
        assertThat(audited()).isNotEmpty().allMatch(line -> line.matches("done .* 0 kept by the store"));

        denying = true;
        time.runUntil(BEGIN.plus(DAY.multipliedBy(20)));

        assertThat(audited().get(0)).matches("in-part [0-9]+ objects removed, .* [1-9][0-9]* kept by the store");
    }

    /** The newest first. */
    private List<String> audited() throws IOException {
        return new Catalog(store, "prod", new Random(7))
                .audit().list(100).stream()
                        .flatMap(one -> one.entry().stream())
                        .map(record -> record.outcome() + " " + record.words())
                        .toList();
    }

    @Test
    void aClockThatIsWrongIsAnAlarmUntilItIsRight() throws IOException {
        skew = Duration.ofMinutes(1);
        boots("n1");

        time.runUntil(BEGIN.plus(DAY.multipliedBy(14)));
        assertThat(alarms).containsExactly("+prune-stopped");
        assertThat(backups()).isEqualTo(14);
        skew = Duration.ZERO;
        time.runUntil(BEGIN.plus(DAY.multipliedBy(29)));

        assertThat(alarms).containsExactly("+prune-stopped", "-prune-stopped");
        assertThat(backups()).isLessThan(12);
    }

    @Test
    void aStoreThatIsAwayAtTheSlotIsAskedAgain() throws IOException {
        boots("n1");
        time.at(BEGIN.plus(Duration.ofHours(8)), () -> away = true);
        time.at(BEGIN.plus(Duration.ofHours(10)), () -> away = false);

        time.runUntil(BEGIN.plus(DAY));

        assertThat(told).containsExactly("n1 what is not kept was removed");
        assertThat(alarms).containsExactly("+prune-stopped", "-prune-stopped");
    }

    private record Waiting(VirtualTime.Actor self) implements Bell {

        @Override
        public void follow(ScheduleConfig schedule) {}

        @Override
        public void await(Duration atMost) {
            self.of(atMost);
        }

        @Override
        public void ring() {}
    }
}
