package dev.keepsake.agent;

import java.time.Instant;

/**
 * What became of a slot on this node.
 *
 * @param at when that was known, on the store's clock
 * @param reason in a sentence
 */
record SlotOutcome(Instant slot, Kind kind, Instant at, String reason) {

    /** How the reason begins where there is a backup that lacks something. */
    static final String NOT_COMPLETE = "not complete";

    /** How it ended. */
    enum Kind {
        /** There is a backup of this slot with this node's part in it. */
        BACKED_UP,
        /** There is a backup of this slot without this node's part, which is kept. */
        LATE,
        /** This node made a backup of its own, under an id of its own. */
        BY_HAND,
        /** The run came to nothing. */
        FAILED,
        /** There was no run. */
        MISSED
    }
}
