package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Links of a tape that are joined, whether or not a base leads to them.
 *
 * @param spans never empty
 */
record Joined(TapeName tape, List<Span> spans) {

    /** Keeps its own copy. */
    Joined {
        spans = List.copyOf(spans);
    }

    Zxid after() {
        return spans.get(0).after();
    }

    Zxid through() {
        return spans.get(spans.size() - 1).through();
    }

    /** Whether it holds what comes right behind a zxid, and before. */
    boolean goesOnFrom(Zxid zxid) {
        return after().compareTo(zxid) < 0 && zxid.compareTo(through()) < 0;
    }

    /** Whether a transaction of this zxid, or the last one before it, is in it. */
    boolean holds(Zxid zxid) {
        return after().compareTo(zxid) < 0 && zxid.compareTo(through()) <= 0;
    }

    /** What is left of it without some of its links. */
    List<Joined> without(Set<Span> lost) {
        List<Joined> left = new ArrayList<>();
        List<Span> run = new ArrayList<>();
        for (Span span : spans) {
            if (lost.contains(span)) {
                add(left, run);
                run = new ArrayList<>();
            } else {
                run.add(span);
            }
        }
        add(left, run);
        return left;
    }

    private void add(List<Joined> left, List<Span> run) {
        if (!run.isEmpty()) {
            left.add(new Joined(tape, run));
        }
    }
}
