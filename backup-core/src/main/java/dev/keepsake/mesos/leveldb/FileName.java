package dev.keepsake.mesos.leveldb;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How LevelDB calls its files. */
final class FileName {

    static final String CURRENT = "CURRENT";
    static final String LOCK = "LOCK";

    private static final Pattern LOG = Pattern.compile("([0-9]{1,18})\\.log");

    private FileName() {}

    static String log(long number) {
        return String.format(Locale.ROOT, "%06d.log", number);
    }

    static String table(long number) {
        return String.format(Locale.ROOT, "%06d.ldb", number);
    }

    /** The name of a table before LevelDB 1.15; it is kept until a compaction rewrites the table. */
    static String oldTable(long number) {
        return String.format(Locale.ROOT, "%06d.sst", number);
    }

    static String manifest(long number) {
        return String.format(Locale.ROOT, "MANIFEST-%06d", number);
    }

    /** The number of a log, if the name is one's. */
    static Optional<Long> logNumber(String name) {
        Matcher matcher = LOG.matcher(name);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }
}
