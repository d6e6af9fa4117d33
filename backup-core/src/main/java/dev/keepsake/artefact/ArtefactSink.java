package dev.keepsake.artefact;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Takes what a source sends: an archive, a verifier, or a restore target.
 *
 * <p>What is incremental hangs on one question, {@link #end()}: a source goes on from there, or declares a break with
 * {@link #begin} and starts anew. A sink that fails may be given the same pieces again by a later run.
 */
public interface ArtefactSink {

    /** The last transaction this sink holds of the source; empty when there is nothing to go on from. */
    Optional<Mark> end() throws IOException;

    /**
     * The start of the base that is all this sink holds of the source, as {@link #end} found it: a source that can prove all
     * that came behind it begins with that one, and what it sends then goes on with the tape. Empty when there is none.
     */
    default Optional<Zxid> onlyBase() {
        return Optional.empty();
    }

    /** Ends the tape, if there is one, and begins a new one; the next piece is its base. */
    void begin(TapeStart start) throws IOException;

    /**
     * Whether a new base would be welcome after everything sent so far: empty when not, else the zxid that its start
     * must be above ({@code 0x0} with no base yet).
     */
    Optional<Zxid> baseWanted() throws IOException;

    /** Takes one piece, whole, or throws. Links come in order and without a hole. */
    void receive(Artefact artefact) throws IOException;

    /** Takes what the source knows of itself at the end of sending, such as epochs and versions. */
    void describe(SortedMap<String, String> facts) throws IOException;
}
