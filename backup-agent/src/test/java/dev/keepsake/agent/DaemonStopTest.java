package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Pause;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.ScheduleConfig;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is asked to end while it waits for something that does not come, until it is interrupted. */
@Timeout(60)
class DaemonStopTest {

    private static final String CRON = "0 0 3 * * ?";
    private static final Instant SLOT = Instant.parse("2026-06-11T03:00:00Z");

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private final List<String> told = new ArrayList<>();
    private Runnable signal = () -> {};

    @AfterEach
    void leavesNoInterruptBehind() {
        Thread.interrupted();
    }

    @Test
    void inTheMiddleOfARunItsEndIsThatOfAnInterruptedOne() throws Exception {
        assertThat(end(store::again)).isEqualTo(ExitCode.INTERRUPTED);

        assertThat(told).contains("stopping after the run under way", "stopped in the middle of a run");
    }

    @Test
    void whileItAsksAStoreThatDoesNotAnswerNoRunIsInterrupted() throws Exception {
        Duty.Opening absent = () -> {
            signal.run();
            Pause.REAL.of(Duration.ofMinutes(5));
            return store;
        };

        assertThat(end(absent)).isEqualTo(ExitCode.DONE);

        assertThat(told).contains("stopping", "stopped").doesNotContain("stopped in the middle of a run");
    }

    private ExitCode end(Duty.Opening opening) throws IOException, ParseException {
        store.setNow(SLOT.plusSeconds(60));
        InstantSource clock = () -> SLOT.plusSeconds(60);
        Teller teller = (phase, message, facts) -> told.add(message);
        CronSchedule schedule = new CronSchedule(CRON, ZoneId.of("UTC"));
        Duty duty = new Duty(
                "prod",
                "a",
                List.of("a"),
                Optional.of(new ScheduleConfig(CRON, ZoneId.of("UTC"), Duration.ofHours(1))),
                schedule,
                Optional.empty(),
                Duration.ofHours(12),
                opening,
                () -> List.of(new Stuck()));
        try (QuartzBell bell = new QuartzBell();
                ThreadWatchdog watchdog = new ThreadWatchdog()) {
            NightWatch.Tools tools = new NightWatch.Tools(
                    clock, Pause.REAL, bell, watchdog, new Random(1), new Alarms(clock, new Unheard()), teller);
            NightWatch watch = new NightWatch(
                    tools,
                    duty,
                    () -> duty,
                    new Followers(
                            tools,
                            new Turns(RunLock.ofRuns(directory, "prod", "a")),
                            new ThreadWorkers(),
                            Pause.REAL,
                            source -> JournalFile.ofSource(directory, "prod", "a", source)),
                    Journal.open(new JournalFile(directory, "prod", "a")));
            DaemonStop stop = new DaemonStop(watch, Thread.currentThread(), teller);
            signal = () -> stop.ask("SIGTERM", Duration.ZERO);
            return stop.whileRunning();
        }
    }

    /** A server that stops answering when the signal comes. */
    private final class Stuck implements ArtefactSource {

        @Override
        public String name() {
            return "zk";
        }

        @Override
        public String type() {
            return "zookeeper";
        }

        @Override
        public void sendTo(ArtefactSink sink) throws IOException {
            signal.run();
            Pause.REAL.of(Duration.ofMinutes(5));
        }

        @Override
        public CheckReport check() {
            return new CheckReport(List.of());
        }
    }

    private static final class Unheard implements Alarms.Listener {

        @Override
        public void raised(Alarms.Raised alarm, boolean again) {}

        @Override
        public void cleared(Alarms.Raised alarm) {}
    }
}
