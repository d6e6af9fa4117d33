package dev.keepsake.agent;

import dev.keepsake.catalog.Proof;
import java.time.Instant;

/**
 * What became of one scheduled look at the archive.
 *
 * @param slot when it was due
 * @param at when it was over, on the store's clock
 * @param backup the backup that was looked at; empty when none was
 * @param reason in a sentence
 */
record ProofOutcome(Instant slot, Proof.Level level, Kind kind, Instant at, String backup, String reason) {

    /** How it ended. */
    enum Kind {
        /** Nothing speaks against the backup. */
        GOOD,
        /** Something speaks against the backup. */
        FAILED,
        /** It came to nothing, which says nothing of the backup. */
        NOT_DONE
    }
}
