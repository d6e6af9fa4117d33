package dev.keepsake.agent.page;

import java.io.IOException;

/** More was asked for than this page gives beside a running agent; the command line has room of its own. */
final class TooMuchException extends IOException {

    private static final long serialVersionUID = 1L;

    TooMuchException(String message) {
        super(message);
    }
}
