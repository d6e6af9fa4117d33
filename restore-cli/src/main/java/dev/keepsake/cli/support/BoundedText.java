package dev.keepsake.cli.support;

import java.io.Writer;

/** A text that grows to a limit and no further. Another thread may take it while it is still written. */
final class BoundedText extends Writer {

    private final int most;
    private final StringBuilder text = new StringBuilder();
    private long left;

    BoundedText(int most) {
        this.most = most;
    }

    @Override
    public synchronized void write(char[] characters, int offset, int count) {
        int taken = Math.min(count, most - text.length());
        text.append(characters, offset, taken);
        left += count - taken;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** What was written so far, and how much of it did not fit. */
    synchronized String taken() {
        return left == 0 ? text.toString() : text + "\n(cut here: " + left + " more characters)\n";
    }
}
