package dev.keepsake.agent.page;

import java.io.IOException;

/** A form was not read to its end: it was too large, came too slowly, or too many others were being read. */
final class UnreadFormException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** {@code status} is the number that HTTP has for it. */
    UnreadFormException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The number that HTTP has for it. */
    int status() {
        return status;
    }
}
