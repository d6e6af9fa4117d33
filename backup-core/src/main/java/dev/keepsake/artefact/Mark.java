package dev.keepsake.artefact;

import java.util.function.UnaryOperator;

/**
 * A position on a tape: the last transaction a sink holds, and what identifies it there. A source goes on from a mark
 * only after it has found a transaction that {@link #isOf} says it is.
 *
 * @param fingerprint session, cxid, time, type and checksum of the record, as words; or what a sink keeps in place of them
 * @param asKept what a sink keeps of such words
 */
public record Mark(Zxid zxid, String fingerprint, UnaryOperator<String> asKept) {

    /** A mark of a sink that keeps the words as they are. */
    public Mark(Zxid zxid, String fingerprint) {
        this(zxid, fingerprint, UnaryOperator.identity());
    }

    /** Whether it is that of a transaction. */
    public boolean isOf(Zxid other, String words) {
        return zxid.equals(other) && fingerprint.equals(asKept.apply(words));
    }
}
