package dev.keepsake.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a backup stands after all that was found of it. A failure counts until a look that is at least as close finds
 * nothing.
 *
 * @param failed the newest failure that counts
 * @param proven the newest replay without a failure: a proof, or a drill
 */
public record Standing(Optional<PastProof> failed, Optional<PastProof> proven) {

    /** Of what nobody looked at yet. */
    public static final Standing UNKNOWN = new Standing(Optional.empty(), Optional.empty());

    /** Sums up the reports of one backup, oldest first. */
    static Standing of(List<PastProof> reports) {
        List<PastProof> newestFirst = new ArrayList<>(reports);
        Collections.reverse(newestFirst);
        Optional<PastProof> failed = Optional.empty();
        Optional<PastProof> proven = Optional.empty();
        Proof.@Nullable Level closest = null;
        for (PastProof report : newestFirst) {
            if (report.good()) {
                closest = closest == null || report.level().compareTo(closest) > 0 ? report.level() : closest;
                boolean replayed = report.level() != Proof.Level.OBJECTS;
                proven = proven.isEmpty() && replayed ? Optional.of(report) : proven;
            } else if (failed.isEmpty() && (closest == null || report.level().compareTo(closest) > 0)) {
                failed = Optional.of(report);
            }
        }
        return new Standing(failed, proven);
    }
}
