package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.util.List;

/**
 * A link, or a run of links that were rolled up, as far as it is known where it begins and ends: by its header, or by what a
 * backup has confirmed.
 *
 * @param after of one that is entered in its middle: from where on it is taken
 * @param lastTime milliseconds since 1970 on the leader's clock at its last transaction; 0 where nobody has looked
 */
record Span(StoredObject object, Zxid after, Zxid through, long lastTime) {

    static Span of(Link link, StoredObject object) {
        return new Span(object, link.after(), link.through(), link.lastTime());
    }

    /** The same, taken from a zxid in its middle on. */
    Span from(Zxid zxid) {
        return new Span(object, zxid, through, lastTime);
    }

    /** Whether what it holds at its beginning is not taken from it. */
    boolean isEntered() {
        ObjectKey key = object.key();
        Zxid begins = Layout.runRange(key)
                .map(range -> range[0])
                .or(() -> Layout.linkAfter(key))
                .orElse(after);
        return begins.compareTo(after) < 0;
    }

    boolean isRun() {
        return Layout.runRange(object.key()).isPresent();
    }

    /** The first of consecutive spans that holds something behind a zxid; their number when none does. */
    static int firstBehind(List<Span> spans, Zxid zxid) {
        int index = 0;
        while (index < spans.size() && spans.get(index).through().compareTo(zxid) <= 0) {
            index++;
        }
        return index;
    }

    /** The first of consecutive spans that goes on to a zxid or behind it; their number when none does. */
    static int firstReaching(List<Span> spans, Zxid zxid) {
        int index = 0;
        while (index < spans.size() && spans.get(index).through().compareTo(zxid) < 0) {
            index++;
        }
        return index;
    }
}
