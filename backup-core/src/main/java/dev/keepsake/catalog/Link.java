package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.Optional;

/**
 * A link on a tape, or a run of links that were rolled up: everything after one zxid through another.
 *
 * @param after of a run that a reader enters in its middle: from where on it is taken
 * @param lastRecord the fingerprint of its last transaction
 * @param lastTime milliseconds since 1970 on the leader's clock at its last transaction
 */
record Link(SealedPiece piece, Zxid after, Zxid through, String lastRecord, long lastTime) {

    /** What the header of a run says that it is. */
    static final String RUN = "run";

    /** The fact of a run of sealed links that says how many bytes of records these hold. */
    static final String RECORDS = "records";

    static Link look(Vault store, StoredObject object) throws IOException {
        return of(SealedPiece.look(store, object));
    }

    /** What a header says, which a run's key must say, too. */
    static Link of(SealedPiece piece) throws CorruptException {
        ObjectKey key = piece.stored().key();
        Optional<Zxid[]> run = Layout.runRange(key);
        Zxid after = run.map(range -> range[0])
                .or(() -> Layout.linkAfter(key))
                .orElseThrow(() -> new CorruptException(key + " is not the key of a link"));
        try {
            Zxid through = Zxid.parse(piece.fact("through"));
            if (run.isPresent()) {
                requireEnds(piece, run.get());
            }
            if (through.compareTo(after) <= 0) {
                throw new CorruptException(key + " says that it ends at " + through + ", before it begins");
            }
            return new Link(piece, after, through, piece.fact("last-record"), Long.parseLong(piece.fact("last-time")));
        } catch (NumberFormatException e) {
            throw new CorruptException(key + " has a fact that cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requireEnds(SealedPiece piece, Zxid[] range) throws CorruptException {
        boolean same = piece.fact("kind").equals(RUN)
                && Zxid.parse(piece.fact("after")).equals(range[0])
                && Zxid.parse(piece.fact("through")).equals(range[1]);
        if (!same) {
            throw new CorruptException(piece.stored().key() + " says that it is a " + piece.fact("kind") + " after "
                    + piece.fact("after") + " through " + piece.fact("through") + ", which its key does not");
        }
    }

    /** How many bytes of records it holds. */
    long length() throws CorruptException {
        String records = piece.header().facts().get(RECORDS);
        try {
            return records == null ? piece.header().length() : Long.parseLong(records);
        } catch (NumberFormatException e) {
            throw new CorruptException(piece.stored().key() + " has a fact that cannot be read: " + records, e);
        }
    }

    boolean isRun() {
        return Layout.runRange(piece.stored().key()).isPresent();
    }

    /** Whether the transaction behind a zxid is in it. */
    boolean holds(Zxid zxid) {
        return after.compareTo(zxid) <= 0 && zxid.compareTo(through) < 0;
    }

    /** The same run, taken from a zxid in its middle on. */
    Link from(Zxid zxid) {
        return new Link(piece, zxid, through, lastRecord, lastTime);
    }

    Mark mark() {
        return new Mark(through, lastRecord);
    }
}
