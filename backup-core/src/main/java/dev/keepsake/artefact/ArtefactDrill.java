package dev.keepsake.artefact;

import java.io.Closeable;
import java.io.IOException;

/**
 * A restore target that is thrown away: after a source has sent everything, {@link #run} restores it into a directory of
 * its own, starts a real server there, reads everything back and compares.
 *
 * <p>{@link #close} ends the server and removes the directory, whatever came before; it may be called from another thread
 * at any time, and more than once.
 */
public interface ArtefactDrill extends ArtefactSink, Closeable {

    /** Restores, starts, reads back and compares; once. */
    Drilled run() throws IOException;
}
