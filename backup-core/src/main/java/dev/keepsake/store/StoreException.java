package dev.keepsake.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A call to a store that did not do its work, sorted by what the caller can do about it. Every message names the object
 * or prefix and the store.
 */
public abstract sealed class StoreException extends IOException {

    private static final long serialVersionUID = 1L;

    private StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** There is no such object. Nothing was changed; repeating gives the same until somebody writes it. */
    public static final class NotFound extends StoreException {
        private static final long serialVersionUID = 1L;

        /** Says which object. */
        public NotFound(String message) {
            super(message, null);
        }
    }

    /** Somebody else's object stands under this key and was left as it is. Repeating gives the same. */
    public static final class AlreadyExists extends StoreException {
        private static final long serialVersionUID = 1L;

        /** Says which object. */
        public AlreadyExists(String message) {
            super(message, null);
        }
    }

    /** The store knows us and says no, or does not know us: a matter of credentials and permissions. Nothing was changed. */
    public static final class Denied extends StoreException {
        private static final long serialVersionUID = 1L;

        /** Says what was refused, and by whom. */
        public Denied(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The store could not be reached or could not do it now (full, broken, timed out). Nothing was changed; try later. */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1L;

        /** Says what was tried and what went wrong. */
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The request may have been carried out: its answer was lost. Nothing may be removed or concluded; look, or repeat. */
    public static final class OutcomeUnknown extends StoreException {
        private static final long serialVersionUID = 1L;

        /** Says what was tried and how the answer was lost. */
        public OutcomeUnknown(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
