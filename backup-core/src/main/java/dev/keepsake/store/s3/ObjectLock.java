package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * That nobody can remove a version of an object before its time, whoever he is.
 *
 * @param mode who may end it before its time
 * @param time for how long from when it is stored
 * @param locked the keys of objects that are locked; what must be deletable is not
 */
public record ObjectLock(Mode mode, Duration time, Predicate<ObjectKey> locked) {

    /** Who may end a lock before its time. */
    public enum Mode {
        /** Whoever has the right to go past it. */
        GOVERNANCE,
        /** Nobody, not even the bucket's owner. */
        COMPLIANCE;

        /** The mode that a word of a configuration names. */
        public static Mode of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** Refuses a lock that holds nothing. */
    public ObjectLock {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("a lock for " + time);
        }
    }
}
