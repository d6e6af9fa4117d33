package dev.keepsake.agent.page;

import java.io.IOException;

/** The answer is being worked out, and can be asked for again in a moment. */
final class PendingException extends IOException {

    private static final long serialVersionUID = 1L;

    PendingException(String message) {
        super(message);
    }
}
