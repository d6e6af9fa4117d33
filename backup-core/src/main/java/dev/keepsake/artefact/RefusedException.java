package dev.keepsake.artefact;

import java.io.IOException;

/**
 * A safety guard that fired: going on could do harm, so nothing was done. The message says which guard, what it saw and
 * what a person can do about it.
 */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says what was seen, and what to do. */
    public RefusedException(String message) {
        super(message);
    }
}
