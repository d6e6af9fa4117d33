package dev.keepsake.store.s3;

import dev.keepsake.store.StoreException;
import org.jspecify.annotations.Nullable;

/** A request that failed with all of its attempts, on its way to the one who knows what it was for. */
final class Failure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final boolean mayBeDone;

    Failure(Kind kind, boolean mayBeDone, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.kind = kind;
        this.mayBeDone = mayBeDone;
    }

    /** What a failed attempt says. */
    enum Kind {
        /** There is no such object. */
        ABSENT(false),
        /** There is no such upload, or no longer. */
        NO_UPLOAD(false),
        /** A condition of the request does not hold. */
        PRECONDITION(false),
        /** Somebody else changes the same object just now. */
        CONFLICT(true),
        /** The object ends before the offset. */
        BEYOND_END(false),
        /** The store does not let us. */
        DENIED(false),
        /** Could not be done now, and may be later. */
        PASSING(true),
        /** Will not be done, however often it is asked. */
        WRONG(false),
        /** Stopped from our side. */
        STOPPED(false);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }

        boolean retryable() {
            return retryable;
        }
    }

    Kind kind() {
        return kind;
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** Whether this or an earlier attempt may have been carried out. */
    boolean mayBeDone() {
        return mayBeDone;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /** The same after earlier attempts. */
    Failure after(int attempts, boolean oneMayBeDone) {
        String all = attempts > 1 ? reason() + " (" + attempts + " attempts)" : reason();
        return new Failure(kind, oneMayBeDone, all, getCause());
    }

    /** What it means to one who reads. */
    StoreException ofReading(String doing) {
        String message = doing + ": " + reason();
        if (kind == Kind.ABSENT) {
            return new StoreException.NotFound(message);
        }
        return kind == Kind.DENIED
                ? new StoreException.Denied(message, getCause())
                : new StoreException.Unavailable(message, getCause());
    }

    /** What it means to one who changes something. */
    StoreException ofChanging(String doing) {
        return mayBeDone ? outcomeUnknown(doing) : ofReading(doing);
    }

    StoreException outcomeUnknown(String doing) {
        return new StoreException.OutcomeUnknown(
                doing + ": it may have been done, the answer is lost: " + reason(), getCause());
    }
}
