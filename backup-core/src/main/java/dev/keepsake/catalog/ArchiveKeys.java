package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import java.util.regex.Pattern;

/** Tells an archive's keys from others that may stand beside them; {@code FORMAT.md}, "Keys", is the normative text. */
public final class ArchiveKeys {

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";
    private static final Pattern BASE =
            Pattern.compile(NAME + "/zk/" + NAME + "/" + NAME + "/[0-9A-Z]{26}/base/[0-9a-f]{16}-[0-9a-f]{16}");
    private static final Pattern OF_A_BACKUP = Pattern.compile(NAME + "/backup/[0-9]{8}T[0-9]{6}Z(-[a-z0-9]{1,16})?/"
            + NAME + "/" + NAME + "/(unproven-base|unproven-tail|walk)");

    private ArchiveKeys() {}

    /** Whether a key is one of an archive's objects that are written as a stream, as large as they may become. */
    public static boolean isStreamed(ObjectKey key) {
        return BASE.matcher(key.value()).matches()
                || OF_A_BACKUP.matcher(key.value()).matches();
    }
}
