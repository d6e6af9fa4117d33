package dev.keepsake.cli;

import dev.keepsake.catalog.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far a restore has read: a bar on a terminal, elsewhere a line every ten seconds. */
final class ProgressBar implements Progress {

    private static final int WIDTH = 30;
    private static final long REDRAW_MILLIS = 100;
    private static final long LINE_MILLIS = 10_000;

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier clockMillis;
    private final long begun;
    private long shown;
    private boolean drawn;

    ProgressBar(PrintWriter err, boolean terminal, LongSupplier clockMillis) {
        this.err = err;
        this.terminal = terminal;
        this.clockMillis = clockMillis;
        this.begun = clockMillis.getAsLong();
        this.shown = begun;
    }

    @Override
    public void at(String what, long done, long total) {
        long now = clockMillis.getAsLong();
        if (now - shown < (terminal ? REDRAW_MILLIS : LINE_MILLIS)) {
            return;
        }
        shown = now;
        if (terminal) {
            drawn = true;
            err.print("\r" + bar(what, done, total, now) + "\u001b[K");
            err.flush();
        } else {
            err.println(what + ": " + amounts(done, total));
        }
    }

    /** Leaves the terminal as it was. */
    void clear() {
        if (drawn) {
            err.print("\r\u001b[K");
            err.flush();
            drawn = false;
        }
    }

    private String bar(String what, long done, long total, long now) {
        double share = total <= 0 ? 0 : Math.min(1.0, (double) done / total);
        int filled = (int) Math.round(share * WIDTH);
        return what + " [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + amounts(done, total)
                + left(share, now);
    }

    private static String amounts(long done, long total) {
        double percent = total <= 0 ? 0 : 100.0 * Math.min(done, total) / total;
        return String.format(Locale.ROOT, "%.0f%% of %s", percent, Bytes.inWords(total));
    }

    private String left(double share, long now) {
        if (share < 0.02) {
            return "";
        }
        long seconds = Math.round((now - begun) / 1000.0 * (1 - share) / share);
        return String.format(Locale.ROOT, ", %d:%02d left", seconds / 60, seconds % 60);
    }
}
