package dev.keepsake.catalog;

import dev.keepsake.artefact.RefusedException;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Names for tapes and archives: 26 characters that sort by the time they were made, 48 bits of milliseconds and 80 random
 * ones, in Crockford's base 32 (the ULID specification).
 */
final class Ulid {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TIME_DIGITS = 10;

    /** The end of the year 9999. A name that says it is younger was made by no clock, and nothing could sort after the last one. */
    private static final long LATEST = 253_402_300_799_999L;

    private static final int RANDOM_DIGITS = 16;

    private Ulid() {}

    /** A new name. */
    static String at(Instant now, RandomGenerator random) {
        return name(now.toEpochMilli(), random);
    }

    /**
     * A new name; it sorts after {@code before}, also when the clock has stepped back since that was made.
     *
     * @throws RefusedException when no name sorts after that one
     */
    static String after(String before, Instant now, RandomGenerator random) throws RefusedException {
        long millis = Math.max(now.toEpochMilli(), before.isEmpty() ? 0 : millisOf(before) + 1);
        if (millis >= LATEST) {
            throw new RefusedException("no name sorts after " + before + " that says when it was made (" + now
                    + "): no clock made that one. Find out who put it there, and delete it");
        }
        return name(millis, random);
    }

    private static String name(long millis, RandomGenerator random) {
        StringBuilder name = new StringBuilder(TIME_DIGITS + RANDOM_DIGITS);
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            name.append(ALPHABET.charAt((int) (millis >>> (5 * digit)) & 31));
        }
        for (int digit = 0; digit < RANDOM_DIGITS; digit++) {
            name.append(ALPHABET.charAt(random.nextInt(32)));
        }
        return name.toString();
    }

    /** Whether the text is such a name. */
    static boolean isUlid(String text) {
        return text.length() == TIME_DIGITS + RANDOM_DIGITS
                && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)
                && millisOf(text) < LATEST;
    }

    /** When a name was made, or a little later where clocks had stepped back. */
    static Instant timeOf(String name) {
        return Instant.ofEpochMilli(millisOf(name));
    }

    private static long millisOf(String name) {
        long millis = 0;
        for (int digit = 0; digit < TIME_DIGITS; digit++) {
            millis = (millis << 5) | ALPHABET.indexOf(name.charAt(digit));
        }
        return millis;
    }
}
