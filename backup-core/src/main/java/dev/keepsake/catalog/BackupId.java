package dev.keepsake.catalog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * The name of a backup: its slot in UTC, {@code 20261122T030000Z}, and by hand with a random tail,
 * {@code 20261122T101502Z-k3f9}. Sorting by id is sorting by slot; the time a backup was really made is in its manifest.
 */
public record BackupId(String value) implements Comparable<BackupId> {

    private static final Pattern FORM = Pattern.compile("[0-9]{8}T[0-9]{6}Z(-[a-z0-9]{1,16})?");
    private static final DateTimeFormatter SLOT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int SLOT_LENGTH = "20261122T030000Z".length();

    /** Refuses what is not an id. */
    public BackupId {
        if (!isId(value)) {
            throw new IllegalArgumentException(
                    "not a backup id: '" + value + "'; ids look like 20261122T030000Z or" + " 20261122T101502Z-k3f9");
        }
    }

    /** Whether the text has the form of an id. */
    public static boolean isId(String text) {
        return FORM.matcher(text).matches();
    }

    /** The id of a scheduled backup, which all nodes of its slot share; fractions of a second do not count. */
    public static BackupId ofSlot(Instant slot) {
        return new BackupId(SLOT.format(slot));
    }

    /** An id for a backup by hand at this time, with a tail that makes it this run's own. */
    public static BackupId byHand(Instant time, String tail) {
        return new BackupId(SLOT.format(time) + "-" + tail);
    }

    /** When it was due, or begun by hand; the epoch where the digits are no date. */
    Instant slot() {
        try {
            return Instant.from(SLOT.parse(value.substring(0, SLOT_LENGTH)));
        } catch (DateTimeException noDate) {
            return Instant.EPOCH;
        }
    }

    /** The year, four digits. */
    String year() {
        return value.substring(0, 4);
    }

    /** The month, two digits. */
    String month() {
        return value.substring(4, 6);
    }

    /** Whether it is one that all nodes make together by their schedule, not one that somebody made by hand. */
    public boolean isOfSlot() {
        return value.length() == SLOT_LENGTH;
    }

    @Override
    public int compareTo(BackupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
