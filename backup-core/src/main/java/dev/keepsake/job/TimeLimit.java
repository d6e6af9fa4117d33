package dev.keepsake.job;

import dev.keepsake.artefact.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The longest that a run may take. Whatever deletes old objects waits longer than this, so that it never takes one that
 * a run under way is about to name.
 *
 * @param begun when the run began, on the store's clock
 */
record TimeLimit(Instant begun, Duration longest) {

    /** How long runs may take when nobody says otherwise. */
    static final Duration STANDARD = Duration.ofHours(12);

    /** The limit of a run that names what was stored since this moment too. */
    TimeLimit since(Instant earlier) {
        return earlier.isBefore(begun) ? new TimeLimit(earlier, longest) : this;
    }

    /** Why the run must not go on, when it has taken too long. */
    Optional<String> exceeded(Instant now) {
        Duration taken = Duration.between(begun, now);
        return taken.compareTo(longest) <= 0
                ? Optional.empty()
                : Optional.of("what it holds was begun at " + begun + ", " + taken.toSeconds()
                        + " s ago by the store's clock, longer than the " + longest.toSeconds()
                        + " s that a run may take ('max-duration'), so no backup may name it; what is stored is gone"
                        + " on from by the next run");
    }

    /** Refuses to go on when the run has taken too long. */
    void require(Instant now) throws RefusedException {
        Optional<String> reason = exceeded(now);
        if (reason.isPresent()) {
            throw new RefusedException("this run took too long: " + reason.get());
        }
    }
}
