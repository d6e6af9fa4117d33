package dev.keepsake.config;

import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.config.Format.BadValueException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of text that values are. */
final class Formats {

    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern CRON = Pattern.compile("[0-9A-Za-z*?,/#-]+( +[0-9A-Za-z*?,/#-]+){5,6}");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    private static final int MOST_KEPT = 100_000;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8})([KMG])iB");
    private static final long LEAST_RATE = 64 << 10;

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    private Formats() {}

    static String name(String text) throws BadValueException {
        if (!Names.valid(text)) {
            throw new BadValueException("is not a name: " + Names.ALLOWED);
        }
        return text;
    }

    static Path absolutePath(String text) throws BadValueException {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException invalid) {
            throw new BadValueException("is no path: " + invalid.getReason());
        }
        throw new BadValueException("is not an absolute path: begin with /");
    }

    static String region(String text) throws BadValueException {
        if (!REGION.matcher(text).matches()) {
            throw new BadValueException("is not a region: something like us-east-1 is");
        }
        return text;
    }

    static boolean trueOrFalse(String text) throws BadValueException {
        if (!"true".equals(text) && !"false".equals(text)) {
            throw new BadValueException("is neither true nor false");
        }
        return "true".equals(text);
    }

    /** Only the outer form: whoever computes the moments knows the rest. */
    static String cron(String text) throws BadValueException {
        if (!CRON.matcher(text).matches()) {
            throw new BadValueException(
                    "is not a cron expression: six or seven fields (seconds minutes hours day-of-month"
                            + " month day-of-week [year]), such as '0 0 3 * * ?'");
        }
        return text;
    }

    /** How many of something are kept. */
    static int count(String text) throws BadValueException {
        return number(text, 0, MOST_KEPT);
    }

    /** How many of the newest are kept, which is never less than a few. */
    static int keptLast(String text) throws BadValueException {
        return number(text, RetentionRules.LEAST, MOST_KEPT);
    }

    static int percent(String text) throws BadValueException {
        return number(text, 1, 100);
    }

    private static int number(String text, int least, int most) throws BadValueException {
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new BadValueException("is not a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** A whole number and a unit. */
    static Duration duration(String text) throws BadValueException {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new BadValueException("is not a duration: a whole number and s, m, h or d, such as 90s or 2h");
        }
        Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
        Duration duration = unit.multipliedBy(Long.parseLong(matcher.group(1)));
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new BadValueException("is out of range: at least 1s and at most " + LONGEST.toDays() + "d");
        }
        return duration;
    }

    /** How a duration is written in the file. */
    static String inWords(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static LogConfig.Format logFormat(String text) throws BadValueException {
        for (LogConfig.Format format : LogConfig.Format.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
                return format;
            }
        }
        throw new BadValueException("is not a format of the log: use text or json");
    }

    static LogConfig.Level logLevel(String text) throws BadValueException {
        for (LogConfig.Level level : LogConfig.Level.values()) {
            if (level.name().toLowerCase(Locale.ROOT).equals(text)) {
                return level;
            }
        }
        throw new BadValueException("is not a level of the log: use debug, info or warn");
    }

    static ZoneId timeZone(String text) throws BadValueException {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new BadValueException("is not a time zone: "
                    + NearestMatch.of(text, ZoneId.getAvailableZoneIds())
                            .map(zone -> "did you mean '" + zone + "'?")
                            .orElse("use UTC or a name such as Europe/Berlin"));
        }
    }

    /** In bytes per second; less than the least would let requests run out of time. */
    static long rate(String text) throws BadValueException {
        Matcher form = RATE.matcher(text);
        if (!form.matches()) {
            throw new BadValueException(
                    "is not a number of bytes per second: use a whole number and KiB, MiB or GiB, such as 10MiB");
        }
        int shift = "KMG".indexOf(form.group(2).charAt(0)) * 10 + 10;
        long rate = Long.parseLong(form.group(1)) << shift;
        if (rate < LEAST_RATE) {
            throw new BadValueException("is too slow: at least 64KiB, since stores give up on what takes too long");
        }
        return rate;
    }

    static String variable(String text) throws BadValueException {
        if (!VARIABLE.matcher(text).matches()) {
            throw new BadValueException("is not the name of an environment variable: use A-Z a-z 0-9 _");
        }
        return text;
    }

    static String hostName(String text) throws BadValueException {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new BadValueException("is not a host name: use the one in the server's certificate");
        }
        return text;
    }

    static Proof.Level proofLevel(String text) throws BadValueException {
        return Proof.Level.of(text)
                .filter(level -> level != Proof.Level.DRILL)
                .orElseThrow(() -> new BadValueException("is not a level of a look: use objects or proof"));
    }

    static String sourceType(String text) throws BadValueException {
        List<String> known = SourceReading.types();
        if (!known.contains(text)) {
            throw new BadValueException("is not a type of source: "
                    + NearestMatch.of(text, known)
                            .map(type -> "did you mean '" + type + "'?")
                            .orElse("use one of " + String.join(", ", known)));
        }
        return text;
    }
}
