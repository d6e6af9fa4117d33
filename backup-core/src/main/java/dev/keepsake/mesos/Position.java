package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import java.util.Locale;
import java.util.regex.Pattern;

/** How a position of the log is written as a key of LevelDB: one more, so that 0 is left for the replica's own state. */
final class Position {

    static final String METADATA = "0000000000";

    /** The largest that has ten digits. */
    private static final long LAST_OF_TEN = 9_999_999_999L;

    private static final Pattern TEN = Pattern.compile("[0-9]{10}");
    private static final Pattern TWENTY = Pattern.compile("A[0-9]{20}");

    private Position() {}

    static String key(long position) {
        long number = position + 1;
        return String.format(Locale.ROOT, number > LAST_OF_TEN ? "A%020d" : "%010d", number);
    }

    static long of(String key, String name) throws CorruptException {
        try {
            if (TEN.matcher(key).matches() && !key.equals(METADATA)) {
                return Long.parseLong(key) - 1;
            }
            if (TWENTY.matcher(key).matches()) {
                long position = Long.parseLong(key.substring(1)) - 1;
                if (key(position).equals(key)) {
                    return position;
                }
            }
        } catch (NumberFormatException tooLarge) {
            // said below
        }
        throw new CorruptException(name + ": '" + key + "' is the key of no position"
                + (key.startsWith("-") ? "; this log counted beyond what its version of Mesos can (MESOS-10216)" : ""));
    }
}
