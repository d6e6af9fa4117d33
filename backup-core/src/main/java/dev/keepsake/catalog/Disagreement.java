package dev.keepsake.catalog;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;

/**
 * Two tapes of one ensemble that do not tell one history: one of them is of a clone that was captured under the same name,
 * or of a server that was rolled back.
 *
 * @param zxid the first transaction, of those that were compared, that they do not hold alike
 * @param held what the one holds there, in words
 * @param heldByOther what the other one holds there
 */
public record Disagreement(TapeName one, TapeName other, Zxid zxid, String held, String heldByOther) {

    /** Why a restore of the latest is refused, and what to do. */
    public RefusedException refusal() {
        return new RefusedException(
                Guard.DISAGREEMENT,
                words()
                        + ". The latest moment of each is another one: say which of them is true with"
                        + " --tape " + one.node() + "/" + one.source() + " or --tape " + other.node() + "/"
                        + other.source()
                        + ", or name a moment before with --zxid. (Compared were the newest transactions that both hold, at most "
                        + TapeEnd.MOST_LINKS + " links of " + (TapeEnd.MOST_BYTES >> 20) + " MiB)");
    }

    /** The two tapes, and what each holds, in a sentence. */
    public String words() {
        return "the tapes " + one + " and " + other + " hold different transactions: at " + zxid + " " + one.node()
                + " holds " + held + ", and " + other.node() + " " + heldByOther
                + ". They are not of one history: a clone captured under the same name, or a server that was rolled back";
    }
}
