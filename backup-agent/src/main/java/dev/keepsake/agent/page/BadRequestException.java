package dev.keepsake.agent.page;

import java.io.IOException;

/** A question that cannot be meant; the message says why, and what can. */
final class BadRequestException extends IOException {

    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message);
    }
}
