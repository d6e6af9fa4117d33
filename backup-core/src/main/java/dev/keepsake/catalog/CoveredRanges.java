package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which transactions of a tape are known to be there: ranges, each behind one zxid and through another. */
final class CoveredRanges {

    private List<Reach> covered = new ArrayList<>();

    /** A range. */
    record Reach(Zxid after, Zxid through) {}

    /** What of a range is not known to be there. */
    List<Reach> missing(Zxid after, Zxid through) {
        List<Reach> missing = new ArrayList<>();
        Zxid reached = after;
        for (Reach one : covered) {
            if (one.through().compareTo(reached) > 0 && one.after().compareTo(through) < 0) {
                if (one.after().compareTo(reached) > 0) {
                    missing.add(new Reach(reached, one.after()));
                }
                reached = one.through();
            }
        }
        if (reached.compareTo(through) < 0) {
            missing.add(new Reach(reached, through));
        }
        return missing;
    }

    void add(Zxid after, Zxid through) {
        List<Reach> all = new ArrayList<>(covered);
        all.add(new Reach(after, through));
        all.sort(Comparator.comparing(Reach::after));
        List<Reach> joined = new ArrayList<>();
        for (Reach one : all) {
            Reach last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && one.after().compareTo(last.through()) <= 0) {
                Zxid end = one.through().compareTo(last.through()) > 0 ? one.through() : last.through();
                joined.set(joined.size() - 1, new Reach(last.after(), end));
            } else {
                joined.add(one);
            }
        }
        covered = joined;
    }
}
