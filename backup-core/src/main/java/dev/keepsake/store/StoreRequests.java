package dev.keepsake.store;

import java.time.Duration;
import java.util.Locale;

/** Is told of each request to a store, by whichever thread makes it. */
public interface StoreRequests {

    /** What was asked for. */
    enum Kind {
        /** An object of any size was committed. */
        WRITE,
        /** An object was put unless there was one. */
        PUT,
        /** An object was opened, or reading on failed. */
        READ,
        /** Objects were listed. */
        LIST,
        /** An object was deleted. */
        DELETE,
        /** The time was asked for. */
        TIME;

        /** The name for scripts. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How it ended, as a {@link StoreException} is sorted. */
    enum Outcome {
        /** As it was wanted. */
        DONE,
        /** There was no such object. */
        NOT_FOUND,
        /** Somebody else's object stood there. */
        TAKEN,
        /** The store said no. */
        DENIED,
        /** The store could not do it. */
        UNAVAILABLE,
        /** The answer was lost. */
        UNKNOWN;

        /** The name for scripts. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Outcome of(StoreException failure) {
            if (failure instanceof StoreException.NotFound) {
                return NOT_FOUND;
            }
            if (failure instanceof StoreException.AlreadyExists) {
                return TAKEN;
            }
            if (failure instanceof StoreException.Denied) {
                return DENIED;
            }
            return failure instanceof StoreException.OutcomeUnknown ? UNKNOWN : UNAVAILABLE;
        }
    }

    /** A request is over. */
    void done(Kind kind, Outcome outcome, Duration took);

    /** So many bytes were given to the store. */
    void sent(long bytes);

    /** So many bytes came from the store. */
    void received(long bytes);
}
