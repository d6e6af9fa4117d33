package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has the tapes, of runs, turns, and other processes. */
class TurnsTest {

    private static final Pause NONE = time -> {
        throw new AssertionError("nobody is waited for");
    };

    private final Turns turns;
    private final RunLock lock;
    private final RunLock another;

    TurnsTest(@TempDir Path directory) {
        lock = RunLock.ofRuns(directory, "prod", "one");
        another = RunLock.ofRuns(directory, "prod", "one");
        turns = new Turns(lock);
    }

    @Test
    void twoTurnsAreNeverAtOnce() throws IOException {
        Optional<Optional<String>> done = turns.turn(first -> turns.turn(second -> "second"));

        assertThat(done).contains(Optional.empty());
        assertThat(turns.<String>turn(runs -> "third")).contains("third");
    }

    @Test
    void aRunWaitsForTheTurnUnderWayAndNoOtherComesBefore() throws IOException {
        List<String> course = new ArrayList<>();
        turns.turn(runs -> {
            Duration[] waited = {Duration.ZERO};
            Pause pause = time -> {
                waited[0] = waited[0].plus(time);
                course.add("waits");
                assertThat(turns.<String>turn(more -> "before it")).isEmpty();
            };
            assertThat(turns.<String>run(pause, done -> "beside it")).isEmpty();
            assertThat(waited[0]).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
            return "turn";
        });

        assertThat(turns.<String>run(NONE, done -> "run")).contains("run");
        assertThat(course).isNotEmpty();
        assertThat(turns.<String>turn(runs -> "turn")).contains("turn");
    }

    @Test
    void aRunThatWaitsComesBeforeTheNextTurn() throws IOException {
        turns.run(NONE, done -> {
            Pause pause = time -> {
                done.run();
                assertThat(turns.<String>turn(runs -> "first")).isEmpty();
            };
            assertThat(turns.<String>run(pause, itself -> "second")).contains("second");
            return "first";
        });
    }

    @Test
    void aRunThatOnlyWaitsForOthersLetsTurnsGoOn() throws IOException {
        turns.run(NONE, done -> {
            assertThat(turns.<String>turn(runs -> "too early")).isEmpty();
            done.run();
            assertThat(turns.<Long>turn(runs -> runs)).contains(1L);
            done.run();
            turns.turn(runs -> {
                done.run();
                assertThat(turns.<String>turn(more -> "second"))
                        .as("done is said of the run alone")
                        .isEmpty();
                return "first";
            });
            return "run";
        });

        assertThat(another.<String>tryDuring(() -> "free")).contains("free");
    }

    @Test
    void theLockIsHeldUntilTheLastOfThemIsOver() throws IOException {
        turns.run(NONE, done -> {
            done.run();
            turns.turn(runs -> "a turn inside the run");
            assertThat(another.holder()).isEqualTo(RunLock.Holder.SOMEBODY);
            return "run";
        });

        assertThat(another.holder()).isEqualTo(RunLock.Holder.NOBODY);
    }

    @Test
    void anotherProcessKeepsBothAway() throws IOException {
        another.tryDuring(() -> {
            assertThat(turns.<String>turn(runs -> "turn")).isEmpty();
            assertThat(turns.<String>run(time -> {}, done -> "run")).isEmpty();
            return "held";
        });
        assertThat(turns.<String>turn(runs -> "turn")).contains("turn");
    }

    @Test
    void aTurnKnowsWhetherThereWasARunSince() throws IOException {
        long before = turns.<Long>turn(runs -> runs).orElseThrow();
        assertThat(turns.<Long>turn(runs -> runs)).contains(before);

        turns.run(NONE, done -> "run");

        assertThat(turns.<Long>turn(runs -> runs).orElseThrow()).isNotEqualTo(before);
    }

    @Test
    void whatFailsLetsGo() throws IOException {
        assertThatThrownBy(() -> turns.turn(runs -> {
                    throw new IOException("failed");
                }))
                .hasMessage("failed");
        assertThatThrownBy(() -> turns.run(NONE, done -> {
                    throw new IOException("failed, too");
                }))
                .hasMessage("failed, too");

        assertThat(another.<String>tryDuring(() -> "free")).contains("free");
        assertThat(turns.<String>turn(runs -> "turn")).contains("turn");
    }
}
