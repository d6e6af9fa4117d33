package dev.keepsake.mesos;

import java.util.ArrayList;
import java.util.List;

/** Ranges of positions in words; the first few of them, since a log may have any number. */
final class Ranges {

    private static final int SHOWN = 20;

    private final List<String> shown = new ArrayList<>();
    private long from = -1;
    private long to = -1;
    private long ranges;
    private long positions;

    /** Adds what lies behind everything added before; {@code end} is not part of it. */
    void add(long begin, long end) {
        if (begin >= end) {
            return;
        }
        positions += end - begin;
        if (begin == to) {
            to = end;
            return;
        }
        show();
        ranges++;
        from = begin;
        to = end;
    }

    private void show() {
        if (ranges > 0 && shown.size() < SHOWN) {
            shown.add(from == to - 1 ? Long.toString(from) : from + "-" + (to - 1));
        }
    }

    long positions() {
        return positions;
    }

    /** Such as {@code 3-7, 9}, or {@code none}. */
    String inWords() {
        List<String> all = new ArrayList<>(shown);
        if (ranges > 0 && all.size() < SHOWN) {
            all.add(from == to - 1 ? Long.toString(from) : from + "-" + (to - 1));
        }
        return ranges == 0 ? "none" : String.join(", ", all) + (ranges > SHOWN ? ", …" : "");
    }
}
