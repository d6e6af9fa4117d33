package dev.keepsake.zookeeper.live;

/**
 * How many znodes are asked for at once: more and more while answers come quickly, fewer when they do not, so that a walk
 * takes what an ensemble has to spare. Goes by how long answers take beside the quickest of them.
 */
final class ReadingWindow {

    static final int LARGEST = 512;

    private static final int FIRST = 16;
    private static final int LEAST = 4;
    private static final int TIMES_SLOWER = 8;
    private static final long NEVER_SLOW_NANOS = 20_000_000;

    private int size = FIRST;
    private int answers;
    private int slow;
    private long quickest = Long.MAX_VALUE;

    int size() {
        return size;
    }

    /** Takes note of how long an answer took. The size changes once in as many answers as it allows at once. */
    void answered(long nanos) {
        quickest = Math.min(quickest, Math.max(1, nanos));
        answers++;
        slow += nanos > NEVER_SLOW_NANOS && nanos / TIMES_SLOWER > quickest ? 1 : 0;
        if (answers >= size) {
            boolean mostlySlow = 2 * slow > answers;
            size = mostlySlow ? Math.max(LEAST, size / 4 * 3) : Math.min(LARGEST, size + (size + 1) / 2);
            answers = 0;
            slow = 0;
        }
    }

    /** Begins anew, with another server perhaps. */
    void lost() {
        size = FIRST;
        answers = 0;
        slow = 0;
        quickest = Long.MAX_VALUE;
    }
}
