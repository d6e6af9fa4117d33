package dev.keepsake.zookeeper;

import java.io.IOException;

/** A server's files do not show now what they may show a moment later: read again from the beginning. */
final class NotYetException extends IOException {

    private static final long serialVersionUID = 1L;

    NotYetException(String message) {
        super(message);
    }
}
