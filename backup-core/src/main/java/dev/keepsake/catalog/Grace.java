package dev.keepsake.catalog;

import java.time.Duration;

/** How long whatever is to be removed stays, so that nobody who is under way meets its removal. */
final class Grace {

    /**
     * How long by the store's clock: no backup takes longer than a day ('max-duration'), and no reader needs what it listed
     * for longer than two.
     */
    static final Duration PERIOD = Duration.ofDays(3);

    /**
     * So long after somebody saw what a backup needs, a manifest may name it: with the day that a run takes at most, no longer
     * than a tomb stays behind what it removed.
     */
    static final Duration NAMED_WITHIN = Duration.ofDays(2);

    /** No run that removes goes on for longer on what it has seen at its beginning. */
    static final Duration LONGEST_RUN = Duration.ofHours(1);

    private Grace() {}
}
