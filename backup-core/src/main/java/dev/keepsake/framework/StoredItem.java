package dev.keepsake.framework;

import dev.keepsake.artefact.CorruptException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Marathon stores of one thing, or of one version of it: where that is in ZooKeeper, and in its own backup.
 *
 * @param category such as {@code apps}
 * @param version none for what holds now
 */
record StoredItem(String category, String key, Optional<OffsetDateTime> version) {

    /** The one thing that has no category. */
    static final String STORAGE_VERSION = "internal:storage:version";

    private static final int BUCKETS = 16;
    private static final DateTimeFormatter IN_PATHS = DateTimeFormatter.ISO_OFFSET_DATE_TIME;
    private static final Pattern ITEM = Pattern.compile("([^/]+)/items/([^/]+)");
    private static final Pattern VERSION = Pattern.compile("([^/]+)/versions/([^/]+)/([^/]+)");

    /** By the path below Marathon's state; none for what holds no value, such as a category. */
    static Optional<StoredItem> ofPath(String path) throws CorruptException {
        String[] parts = path.split("/", -1);
        if (path.equals(STORAGE_VERSION)) {
            return Optional.of(new StoredItem(STORAGE_VERSION, STORAGE_VERSION, Optional.empty()));
        }
        if (parts.length < 3) {
            return Optional.empty();
        }
        Optional<OffsetDateTime> version = parts.length == 4 ? Optional.of(time(parts[3], path)) : Optional.empty();
        StoredItem item;
        try {
            item = new StoredItem(parts[0], parts[2], version);
        } catch (IllegalArgumentException e) {
            throw new CorruptException("Marathon's state holds " + path + ": " + e.getMessage(), e);
        }
        if (!item.path().equals(path)) {
            throw new CorruptException("Marathon's state holds " + path + ", where Marathon of 1.4 or later would not"
                    + " look for it; it is left out of no backup in silence");
        }
        return Optional.of(item);
    }

    /** By the name of an entry of Marathon's own backup. */
    static StoredItem ofEntry(String name) throws CorruptException {
        Matcher version = VERSION.matcher(name);
        Matcher item = ITEM.matcher(name);
        if (version.matches()) {
            return new StoredItem(version.group(1), version.group(2), Optional.of(time(version.group(3), name)));
        }
        if (!item.matches()) {
            throw new CorruptException("'" + name + "' is no entry of a backup that Marathon made: they are called"
                    + " CATEGORY/items/KEY and CATEGORY/versions/KEY/TIME");
        }
        return new StoredItem(item.group(1), item.group(2), Optional.empty());
    }

    /** What cannot be the name of a znode is refused. */
    StoredItem {
        for (String part : new String[] {category, key}) {
            if (part.isEmpty()
                    || part.equals(".")
                    || part.equals("..")
                    || part.indexOf('/') >= 0
                    || part.indexOf(0) >= 0) {
                throw new IllegalArgumentException("'" + part + "' cannot be the name of a znode");
            }
        }
    }

    private static OffsetDateTime time(String text, String where) throws CorruptException {
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new CorruptException("'" + where + "' ends in no time, as that of a version does", e);
        }
    }

    /** Where it stands, below Marathon's state. */
    String path() {
        if (category.equals(STORAGE_VERSION)) {
            return STORAGE_VERSION;
        }
        String path = category + "/" + Integer.toHexString(Math.abs(key.hashCode() % BUCKETS)) + "/" + key;
        return version.map(time -> path + "/" + IN_PATHS.format(time)).orElse(path);
    }

    /** How Marathon's own backup calls it. */
    String entry() {
        return version.map(time -> category + "/versions/" + key + "/" + time).orElse(category + "/items/" + key);
    }
}
