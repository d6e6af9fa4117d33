package dev.keepsake.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** How far something has come that does one thing after the other: a bar of its own for each. */
final class CountBars {

    private final PrintWriter err;
    private String what = "";
    private @Nullable ProgressBar bar;

    CountBars(PrintWriter err) {
        this.err = err;
    }

    void at(String now, long done, long total) {
        ProgressBar current = bar;
        if (current == null || !now.equals(what)) {
            clear();
            current = ProgressBar.ofCounts(err, Terminal.isOne(), System::currentTimeMillis);
            bar = current;
            what = now;
        }
        current.at(now, done, total);
    }

    void clear() {
        if (bar != null) {
            bar.clear();
        }
    }
}
