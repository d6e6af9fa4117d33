package dev.keepsake.zookeeper.live;

import java.io.IOException;

/**
 * The ensemble did not answer any more while it was worked on. What was asked last may have been done or not; whoever goes
 * on must look first.
 */
public final class EnsembleLostException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says what was lost, and what was done so far. */
    public EnsembleLostException(String message) {
        super(message);
    }
}
