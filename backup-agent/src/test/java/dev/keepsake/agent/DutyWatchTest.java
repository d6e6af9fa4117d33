package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.config.ScheduleConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What a watch over a duty survives. */
final class DutyWatchTest {

    private final List<String> said = new ArrayList<>();
    private int turnsLeft = 3;
    private Runnable stop = () -> {};

    private final Teller teller = (phase, message, facts) -> said.add(phase + ": " + message);

    @Test
    void whatGoesWrongWithoutADutyDoesNotEndItEither() throws IOException {
        DutyWatch<String> watch =
                new DutyWatch<>(new Broken(), new Counting(), teller, new Random(1), Optional.empty());
        stop = watch::stop;

        watch.run(() -> false);

        assertThat(turnsLeft).isZero();
        assertThat(said).containsOnly("idle", "mistake: an unexpected failure");
    }

    @Test
    void whatGoesWrongWithADutyIsTold() throws IOException {
        DutyWatch<String> watch =
                new DutyWatch<>(new Broken(), new Counting(), teller, new Random(1), Optional.of("prove"));
        stop = watch::stop;

        watch.run(() -> false);

        assertThat(said)
                .contains(
                        "mistake: an unexpected failure", "unexpected failure: " + new IllegalStateException("prove"));
    }

    @Test
    void aThreadThatEndsByAMistakeSaysSo() {
        WatchThread thread = new WatchThread("pruning", new Ended(), () -> false, teller);

        thread.start();
        thread.close();

        assertThat(said)
                .containsExactly("mistake: pruning ENDED, and is not taken up again before the agent is restarted");
    }

    /** Ends the watch after some turns. */
    private final class Counting implements Bell {

        @Override
        public void follow(ScheduleConfig times) {}

        @Override
        public void await(Duration atMost) {
            turnsLeft--;
            if (turnsLeft == 0) {
                stop.run();
            }
        }

        @Override
        public void ring() {}
    }

    private final class Broken implements DutyWatch.Work<String> {

        @Override
        public Duration turn(String duty, BooleanSupplier busy) {
            throw new IllegalStateException(duty);
        }

        @Override
        public void idle() {
            said.add("idle");
            throw new IllegalStateException("an alarm's listener");
        }

        @Override
        public void hindered(String why) {
            said.add(why);
        }
    }

    private static final class Ended implements WatchThread.Watch {

        @Override
        public void run(BooleanSupplier busy) {
            throw new IllegalStateException("a mistake");
        }

        @Override
        public void stop() {}
    }
}
