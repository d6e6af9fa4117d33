package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;

/** Where distributions stand in an archive; {@code FORMAT.md}, "Keys", is the normative text. */
final class ToolKeys {

    static final String PREFIX = "tools/";

    private static final String RECORD = ".json";

    private ToolKeys() {}

    /** A distribution itself. */
    static ObjectKey file(Tool tool) {
        return new ObjectKey(PREFIX + tool.file());
    }

    /** What is said of it. */
    static ObjectKey record(String version, String platform) {
        return new ObjectKey(PREFIX + version + "-" + platform + RECORD);
    }

    static boolean isRecord(ObjectKey key) {
        String value = key.value();
        return value.startsWith(PREFIX) && value.endsWith(RECORD) && value.indexOf('/', PREFIX.length()) < 0;
    }
}
