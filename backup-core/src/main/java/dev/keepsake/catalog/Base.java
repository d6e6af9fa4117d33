package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A base on a tape.
 *
 * @param start the zxid in the snapshot's file name
 * @param end the end of its fuzzy window
 * @param replayAfter everything behind this zxid is replayed over it
 * @param sealed when it was stored, on the store's clock
 */
record Base(SealedPiece piece, Zxid start, Zxid end, Zxid replayAfter, Instant sealed) {

    /** Whether this is the same snapshot of the same server: its range, its length and every fact that it states. */
    boolean isOf(Artefact base) {
        boolean sameRange = start.equals(base.from())
                && end.equals(base.to())
                && piece.header().length() == base.length();
        return sameRange
                && piece.header().facts().entrySet().containsAll(base.facts().entrySet());
    }

    static Base look(Vault store, StoredObject object) throws IOException {
        Zxid[] range = Layout.baseRange(object.key())
                .orElseThrow(() -> new CorruptException(object.key() + " is not the key of a base"));
        SealedPiece piece = SealedPiece.look(store, object);
        try {
            return new Base(
                    piece,
                    range[0],
                    range[1],
                    Zxid.parse(piece.fact("replay-after")),
                    Instant.parse(piece.fact("sealed")));
        } catch (NumberFormatException | DateTimeException e) {
            throw new CorruptException(object.key() + " has a fact that cannot be read: " + e.getMessage(), e);
        }
    }
}
