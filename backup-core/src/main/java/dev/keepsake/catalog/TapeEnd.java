package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.List;

/**
 * A tape from some point on to its end, each of its links joined to the next as far as their keys tell.
 *
 * @param spans never empty
 */
record TapeEnd(TapeName tape, List<Span> spans) {

    /** No more bytes of a tape than this are compared with another's, and one link at least. */
    static final long MOST_BYTES = 16L << 20;

    /** Nor more links. */
    static final int MOST_LINKS = 256;

    /** Keeps its own copy. */
    TapeEnd {
        spans = List.copyOf(spans);
    }

    Zxid through() {
        return last().through();
    }

    Span last() {
        return spans.get(spans.size() - 1);
    }

    /** The last links that lead to a zxid, as many as are compared; none when all of them begin behind it. */
    List<Span> window(Zxid high) {
        int end = Math.min(Span.firstReaching(spans, high) + 1, spans.size());
        while (end > 0 && spans.get(end - 1).after().compareTo(high) >= 0) {
            end--;
        }
        int begin = end;
        long bytes = 0;
        while (begin > 0 && end - begin < MOST_LINKS) {
            bytes += spans.get(begin - 1).object().size();
            if (begin < end && bytes > MOST_BYTES) {
                break;
            }
            begin--;
        }
        return spans.subList(begin, end);
    }
}
