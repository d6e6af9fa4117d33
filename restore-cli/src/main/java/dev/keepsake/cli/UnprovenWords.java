package dev.keepsake.cli;

import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.Unproven;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Says what stopped servers held beyond what is proven to have been committed, and what to do about it. */
final class UnprovenWords {

    private UnprovenWords() {}

    /** What there is, in lines for a person; none when there is nothing. */
    static List<String> of(Share share) {
        Unproven unproven = share.unproven();
        List<String> lines = new ArrayList<>();
        Unproven.Snapshot base = unproven == null ? null : unproven.base();
        Unproven.Tail tail = unproven == null ? null : unproven.tail();
        if (base != null) {
            lines.add("the snapshot " + base.start() + ", fuzzy through " + base.end() + ", of " + base.from());
        }
        if (tail != null) {
            lines.add(
                    tail.count() + " transactions after " + tail.after() + " through " + tail.through() + ", made from "
                            + Instant.ofEpochMilli(tail.firstTime()) + " to " + Instant.ofEpochMilli(tail.lastTime())
                            + " by the leader's clock, of " + tail.from());
        }
        return lines;
    }

    /** The same with what a restore does with it. */
    static List<String> lines(Share share, boolean restored) {
        List<String> lines = of(share);
        if (!lines.isEmpty()) {
            lines.add(
                    restored
                            ? "nothing proves that these were ever committed, and they ARE restored, as asked for"
                            : "nothing proves that these were ever committed: they are NOT restored. If the servers that"
                                    + " were not seen are lost for good and every last write counts, look at the plan with"
                                    + " --with-unproven-tail");
        }
        return lines;
    }
}
