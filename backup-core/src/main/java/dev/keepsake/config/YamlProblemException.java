package dev.keepsake.config;

import org.jspecify.annotations.Nullable;

/** A text that is not one document of keys and values; what comes after the place cannot be understood. */
final class YamlProblemException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    YamlProblemException(Position position, String message) {
        this(position, message, null);
    }

    YamlProblemException(Position position, String message, @Nullable Throwable cause) {
        super(message, cause);
        line = position.line();
        column = position.column();
    }

    Position position() {
        return new Position(line, column);
    }
}
