package dev.keepsake.zookeeper.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReadingWindowTest {

    private static final long MILLISECOND = 1_000_000;

    private final ReadingWindow window = new ReadingWindow();

    @Test
    void itGrowsToItsLargestWhileAnswersComeQuickly() {
        answer(5_000, MILLISECOND);

        assertThat(window.size()).isEqualTo(ReadingWindow.LARGEST);
    }

    @Test
    void itShrinksWhileAnswersTakeLongAndGrowsAgainAfterwards() {
        answer(5_000, MILLISECOND);

        answer(20_000, 100 * MILLISECOND);
        assertThat(window.size()).isLessThan(10);

        answer(5_000, 2 * MILLISECOND);
        assertThat(window.size()).isEqualTo(ReadingWindow.LARGEST);
    }

    @Test
    void anEnsembleThatIsFarAwayIsNotTakenForASlowOne() {
        answer(5_000, 150 * MILLISECOND);

        assertThat(window.size()).isEqualTo(ReadingWindow.LARGEST);
    }

    @Test
    void itBeginsAnewAfterALostConnection() {
        answer(5_000, MILLISECOND);

        window.lost();

        assertThat(window.size()).isEqualTo(16);
    }

    private void answer(int times, long nanos) {
        for (int i = 0; i < times; i++) {
            window.answered(nanos);
        }
    }
}
