package dev.keepsake.job;

import dev.keepsake.artefact.RefusedException;
import java.time.Duration;
import java.time.Instant;

/**
 * The longest that a run may take. Whatever deletes old objects waits longer than this, so that it never takes one that
 * a run under way is about to name.
 *
 * @param begun when the run began, on the store's clock
 */
record TimeLimit(Instant begun, Duration longest) {

    /** How long runs may take when nobody says otherwise. */
    static final Duration STANDARD = Duration.ofHours(12);

    /** Refuses to go on when the run has taken too long. */
    void require(Instant now) throws RefusedException {
        Duration taken = Duration.between(begun, now);
        if (taken.compareTo(longest) > 0) {
            throw new RefusedException("this run began at " + begun + " and has taken " + taken.toSeconds()
                    + " s by the store's clock, longer than the " + longest.toSeconds()
                    + " s that it may ('max-duration'), so it made no backup; what it stored is gone on from"
                    + " by the next run");
        }
    }
}
