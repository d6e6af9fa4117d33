package dev.keepsake.agent.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Lengths of time, moments and sizes as people say them. */
final class Words {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Words() {}

    /** The two largest units of a length of time. */
    static String lasting(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds == 0) {
            return time.isZero() || time.isNegative() ? "0 s" : Math.max(1, time.toMillis()) + " ms";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min" + rest(seconds % 60, "s");
        }
        return seconds < 86_400
                ? seconds / 3_600 + " h" + rest(seconds % 3_600 / 60, "min")
                : seconds / 86_400 + (seconds < 2 * 86_400 ? " day" : " days") + rest(seconds % 86_400 / 3_600, "h");
    }

    private static String rest(long number, String unit) {
        return number == 0 ? "" : " " + number + " " + unit;
    }

    /** To the second, in UTC. */
    static String moment(Instant time) {
        return SECONDS.format(time);
    }

    /** A size with a unit. */
    static String bytes(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " bytes";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB"};
        double size = bytes;
        int unit = -1;
        while (size >= 1024 && unit + 1 < units.length) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
    }

    /** A number of things. */
    static String count(long number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }
}
