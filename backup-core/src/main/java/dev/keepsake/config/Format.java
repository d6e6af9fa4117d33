package dev.keepsake.config;

/** How the text of a value is understood. */
@FunctionalInterface
interface Format<T> {

    /** Understands it, or says what is wrong with it and what is allowed. */
    T parse(String text) throws BadValueException;

    /** A text that is not what its key takes. The message goes on after the value. */
    final class BadValueException extends Exception {

        private static final long serialVersionUID = 1L;

        BadValueException(String message) {
            super(message);
        }
    }
}
