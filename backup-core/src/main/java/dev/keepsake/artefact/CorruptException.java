package dev.keepsake.artefact;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are not what was written, or not what their format allows. The message names the object or file, the
 * offset where that is known, and what was expected against what was found. Repeating gives the same.
 */
public class CorruptException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says where and what. */
    public CorruptException(String message) {
        super(message);
    }

    /** Says where and what, with the failure that showed it. */
    public CorruptException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
