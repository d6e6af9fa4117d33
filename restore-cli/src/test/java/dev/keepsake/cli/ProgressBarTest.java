package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private final StringWriter shown = new StringWriter();
    private long now = 1_000_000;

    @Test
    void aTerminalGetsABarTenTimesASecond() {
        ProgressBar bar = bar(true);

        bar.at("zk", 0, 2048);
        now += 99;
        bar.at("zk", 1, 2048);
        assertThat(shown.toString()).as("too early").isEmpty();
        now += 9_901;
        bar.at("zk", 512, 2048);
        bar.at("zk", 513, 2048);

        assertThat(shown.toString())
                .isEqualTo("\rzk [########......................] 25% of 2.0 KiB, 0:30 left\u001b[K");
    }

    @Test
    void theBarIsWipedAwayWhenItWasDrawn() {
        ProgressBar bar = bar(true);
        bar.clear();
        assertThat(shown.toString()).isEmpty();
        now += 100;
        bar.at("zk", 2, 2);
        int drawn = shown.toString().length();

        bar.clear();
        bar.clear();

        assertThat(shown.toString().substring(drawn)).isEqualTo("\r\u001b[K");
    }

    @Test
    void elsewhereThereIsALineEveryTenSeconds() {
        ProgressBar bar = bar(false);

        for (int second = 0; second < 25; second++) {
            bar.at("zk", second, 100);
            now += 1000;
        }
        bar.clear();

        assertThat(shown.toString().lines()).containsExactly("zk: 10% of 100 B", "zk: 20% of 100 B");
    }

    @Test
    void oddTotalsDoNotHurt() {
        ProgressBar bar = bar(true);
        now += 100;
        bar.at("zk", 0, 0);
        now += 100;
        bar.at("zk", 9, 3);

        assertThat(shown.toString()).contains("0% of 0 B", "100% of 3 B");
    }

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar(new PrintWriter(shown), terminal, () -> now);
    }
}
