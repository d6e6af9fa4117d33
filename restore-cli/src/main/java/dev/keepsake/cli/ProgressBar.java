package dev.keepsake.cli;

import dev.keepsake.catalog.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far something has come: a bar on a terminal, elsewhere a line every ten seconds. */
final class ProgressBar implements Progress {

    private static final int WIDTH = 30;
    private static final long REDRAW_MILLIS = 100;
    private static final long LINE_MILLIS = 10_000;

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier clockMillis;
    private final boolean bytes;
    private final long begun;
    private long shown;
    private boolean drawn;

    /** A bar of bytes. */
    ProgressBar(PrintWriter err, boolean terminal, LongSupplier clockMillis) {
        this(err, terminal, clockMillis, true);
    }

    private ProgressBar(PrintWriter err, boolean terminal, LongSupplier clockMillis, boolean bytes) {
        this.bytes = bytes;
        this.err = err;
        this.terminal = terminal;
        this.clockMillis = clockMillis;
        this.begun = clockMillis.getAsLong();
        this.shown = begun;
    }

    /** A bar of things that are counted, with how many there are in a second. */
    static ProgressBar ofCounts(PrintWriter err, boolean terminal, LongSupplier clockMillis) {
        return new ProgressBar(err, terminal, clockMillis, false);
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
            err.println(what + ": " + amounts(done, total, now));
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
        return what + " [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + amounts(done, total, now)
                + left(share, now);
    }

    private String amounts(long done, long total, long now) {
        double percent = total <= 0 ? 0 : 100.0 * Math.min(done, total) / total;
        String amount = bytes ? Bytes.inWords(total) : Long.toString(total);
        String rate = bytes || now == begun ? "" : ", " + done * 1000 / (now - begun) + "/s";
        return String.format(Locale.ROOT, "%.0f%% of %s%s", percent, amount, rate);
    }

    private String left(double share, long now) {
        if (share < 0.02) {
            return "";
        }
        long seconds = Math.round((now - begun) / 1000.0 * (1 - share) / share);
        return String.format(Locale.ROOT, ", %d:%02d left", seconds / 60, seconds % 60);
    }
}
