package dev.keepsake.artefact;

import java.io.IOException;
import java.util.List;

/**
 * Proves tapes by reading them: what their own records say, what another base says of the same moment, and what other
 * nodes recorded. Keeps nothing; every call may be repeated.
 *
 * <p>What contradicts is a {@link CorruptException} that names the piece. A piece that cannot be read at all fails as
 * reading it does.
 */
public interface TapeProver {

    /**
     * Replays links over a base, every piece read to its end.
     *
     * @param pieces the base, then its links in order
     * @param target the last transaction to replay; later ones are read over
     * @param windows where the tree's state is wanted, right behind each of these
     * @throws CorruptException also when the pieces do not lead to the target
     */
    Replayed replay(List<TapePiece> pieces, Zxid target, List<Zxid> windows) throws IOException;

    /**
     * Where two replays that end at one moment differ, the first few places in words. Holds both trees in memory.
     *
     * @param vagueParents whether to pass over what {@link Replayed#vagueParents} is about
     */
    List<String> differences(List<TapePiece> one, List<TapePiece> other, Zxid target, boolean vagueParents)
            throws IOException;

    /** Compares all transactions behind one zxid through another that more than one node has. */
    Witnessed compare(List<Witness> witnesses, Zxid after, Zxid through) throws IOException;
}
