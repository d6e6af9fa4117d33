package dev.keepsake.artefact;

import java.io.IOException;

/**
 * A safety guard that fired: going on could do harm, so nothing was done. The message says which guard, what it saw and
 * what a person can do about it.
 */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Guard guard;

    /** Says what was seen, and what to do. */
    public RefusedException(String message) {
        this(Guard.OTHER, message);
    }

    /** The same by a guard of a kind that many meet. */
    public RefusedException(Guard guard, String message) {
        super(message);
        this.guard = guard;
    }

    /** Which kind of guard it was. */
    public Guard guard() {
        return guard;
    }
}
