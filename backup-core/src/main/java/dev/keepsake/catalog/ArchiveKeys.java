package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import java.time.Duration;
import java.util.regex.Pattern;

/** Tells an archive's keys from others that may stand beside them; {@code FORMAT.md}, "Keys", is the normative text. */
public final class ArchiveKeys {

    /** Below it are objects of looks at a store, and nothing of an archive. */
    public static final String STORE_CHECKS = "STORE-CHECK/";

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";
    private static final String NONCE = "[0-9a-f]{16}";
    private static final Pattern BASE = Pattern.compile(
            NAME + "/zk/" + NAME + "/" + NAME + "/[0-9A-Z]{26}/base/[0-9a-f]{16}-[0-9a-f]{16}(-" + NONCE + ")?");
    private static final Pattern OF_A_BACKUP = Pattern.compile(NAME + "/backup/[0-9]{8}T[0-9]{6}Z(-[a-z0-9]{1,16})?/"
            + NAME + "/" + NAME + "/(" + NONCE + "/" + NAME + "|unproven-base|unproven-tail|walk)");
    private static final Pattern TOOL = Pattern.compile("tools/[0-9A-Za-z.+_-]+-[0-9a-f]{16}\\.tar\\.gz");
    private static final Pattern WHOLE_NAME = Pattern.compile(NAME);
    private static final int SHOWN = 80;

    private static final Pattern LOCKED = Pattern.compile("keepsake\\.json|(form|keyring)/[0-9]{4}\\.json|tools/[^/]+|"
            + NAME + "/(zk/.+|backup/[^/]+/(?!claim-).+|manifest/.+|hold/.+|restored/.+|audit/.+)");

    private ArchiveKeys() {}

    /**
     * Refuses what no node, source or document is called. Such names become parts of paths and of commands, so whoever wrote
     * a record must not choose them freely.
     */
    static void requireName(String name) {
        if (!WHOLE_NAME.matcher(name).matches()) {
            String shown = name.substring(0, Math.min(SHOWN, name.length())).replaceAll("[^\\x20-\\x7e]", "?");
            throw new IllegalArgumentException(
                    "'" + shown + "' is not a name: 1 to 63 of a-z 0-9 . _ -, the first a letter or digit");
        }
    }

    /** Whether nobody but an archive, or a look at its store, writes this key as a stream, as large as it may become. */
    public static boolean isStreamed(ObjectKey key) {
        return BASE.matcher(key.value()).matches()
                || OF_A_BACKUP.matcher(key.value()).matches()
                || TOOL.matcher(key.value()).matches()
                || key.value().startsWith(STORE_CHECKS);
    }

    /**
     * Whether an object that was committed stands under a key, so that nobody is to remove it before its time: not what is
     * removed in the course of things (tombs, claims, caches), nor reports, which may be made again.
     */
    public static boolean isLocked(ObjectKey key) {
        return LOCKED.matcher(key.value()).matches();
    }

    /**
     * For how long an object is locked when it is stored, so that each backup of the next days, which may name it, stays
     * for so many days. What is named for longer is locked again.
     */
    public static Duration lockTime(int days) {
        return Duration.ofDays(days).plus(Relocking.PERIOD);
    }
}
