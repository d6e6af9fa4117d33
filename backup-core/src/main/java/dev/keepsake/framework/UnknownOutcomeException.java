package dev.keepsake.framework;

import java.io.IOException;

/** A change that was sent and whose answer was lost: it may have been made. Look, or send the same again. */
final class UnknownOutcomeException extends IOException {

    private static final long serialVersionUID = 1L;

    UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
