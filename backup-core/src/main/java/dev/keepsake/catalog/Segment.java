package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A part of the history as one tape holds it; all segments together are what all tapes hold, each transaction once.
 *
 * @param high the last transaction that is taken from this tape
 * @param whole whether the next older segment ends just where this one begins
 */
record Segment(Stretch stretch, Zxid high, boolean whole) {

    /** The history newest first. */
    static List<Segment> newestFirst(List<Stretch> stretches) {
        List<Segment> segments = new ArrayList<>();
        Zxid high = new Zxid(-1);
        Optional<Stretch> next = reaching(stretches, high);
        while (next.isPresent()) {
            Stretch stretch = next.get();
            Zxid end = smaller(stretch.through().zxid(), high);
            high = stretch.after();
            next = reaching(stretches, high);
            boolean whole = next.isPresent() && next.get().through().zxid().compareTo(high) >= 0;
            segments.add(new Segment(stretch, end, whole));
        }
        return segments;
    }

    /** The one that holds most of what is left through a zxid, and of equals the one that goes back furthest. */
    private static Optional<Stretch> reaching(List<Stretch> stretches, Zxid high) {
        return stretches.stream()
                .filter(stretch -> stretch.after().compareTo(high) < 0)
                .max(Comparator.comparing((Stretch one) -> smaller(one.through().zxid(), high))
                        .thenComparing(Stretch::after, Comparator.reverseOrder()));
    }

    private static Zxid smaller(Zxid one, Zxid other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** The links that hold it. */
    List<Span> spans() {
        List<Span> spans = stretch.spans();
        int last = Span.firstReaching(spans, high);
        return spans.subList(0, Math.min(spans.size(), last + 1));
    }
}
