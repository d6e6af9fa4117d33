package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;

/**
 * Something of a tape that is missing or cannot be used: what lies behind a zxid does not follow from before it.
 *
 * @param until where what there is goes on, or would have ended; {@code after} itself where nothing tells
 */
record Break(Zxid after, Zxid until, String reason) {

    /** One of which nothing tells how far it reaches. */
    Break(Zxid after, String reason) {
        this(after, after, reason);
    }
}
