package dev.keepsake.cli;

import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says of what a client read that it is not one point in time. */
final class WalkWords {

    private WalkWords() {}

    /** What to say of a share; empty when it is no walk. */
    static Optional<String> of(Share share) {
        return Optional.ofNullable(share.walk())
                .map(walk -> "NOT ONE POINT IN TIME: a client read it znode by znode from "
                        + share.facts().getOrDefault("walk-begun", "?") + " to "
                        + share.facts().getOrDefault("walk-ended", "?") + ", while the ensemble went on from "
                        + walk.first() + " to " + walk.last());
    }

    /** The same with all that a client could not see; none when it is no walk. */
    static List<String> lines(Share share) {
        List<String> lines = new ArrayList<>();
        of(share).ifPresent(line -> {
            lines.add(line);
            lines.addAll(share.remarks().subList(1, share.remarks().size()));
        });
        return lines;
    }

    /** Where a list shows a zxid. */
    static String zxid(Optional<Walk> walk, String zxid) {
        return walk.map(Walk::toString).orElse(zxid);
    }
}
