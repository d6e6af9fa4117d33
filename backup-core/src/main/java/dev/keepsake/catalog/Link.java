package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import java.io.IOException;

/**
 * A link on a tape: everything after one zxid through another.
 *
 * @param lastRecord the fingerprint of its last transaction
 * @param lastTime milliseconds since 1970 on the leader's clock at its last transaction
 */
record Link(SealedPiece piece, Zxid after, Zxid through, String lastRecord, long lastTime) {

    static Link look(ObjectStore store, StoredObject object) throws IOException {
        Zxid after = Layout.linkAfter(object.key())
                .orElseThrow(() -> new CorruptException(object.key() + " is not the key of a link"));
        SealedPiece piece = SealedPiece.look(store, object);
        try {
            Zxid through = Zxid.parse(piece.fact("through"));
            if (through.compareTo(after) <= 0) {
                throw new CorruptException(object.key() + " says that it ends at " + through + ", before it begins");
            }
            return new Link(piece, after, through, piece.fact("last-record"), Long.parseLong(piece.fact("last-time")));
        } catch (NumberFormatException e) {
            throw new CorruptException(object.key() + " has a fact that cannot be read: " + e.getMessage(), e);
        }
    }

    Mark mark() {
        return new Mark(through, lastRecord);
    }
}
