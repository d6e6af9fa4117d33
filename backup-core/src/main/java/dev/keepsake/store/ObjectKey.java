package dev.keepsake.store;

/**
 * Where an object stands, relative to the prefix of its archive: segments of {@code [A-Za-z0-9._-]} joined by
 * {@code /}, none of them empty, beginning with a dot or longer than 255 characters, at most 900 characters in all.
 *
 * <p>The alphabet is one that every store keeps unchanged and sorts by its bytes, and that no file system reads as
 * "the folder above"; the lengths are those that every store takes.
 *
 * <p>Where {@code a/b} is written, {@code a} never is: no key of an archive is the folder of another, because a file
 * system cannot keep both. One key cannot tell; whoever lays out keys sees to it.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    private static final int MAX_LENGTH = 900;
    private static final int MAX_SEGMENT_LENGTH = 255;

    /** Refuses what some store would change, hide or sort otherwise. */
    public ObjectKey {
        if (value.isEmpty() || value.length() > MAX_LENGTH || value.charAt(value.length() - 1) == '/') {
            throw new IllegalArgumentException("not an object key: '" + value + "'");
        }
        int segmentLength = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean segmentStarts = segmentLength == 0;
            if (c == '/' ? segmentStarts : !allowed(c) || (segmentStarts && c == '.')) {
                throw new IllegalArgumentException("not an object key: '" + value + "'");
            }
            segmentLength = c == '/' ? 0 : segmentLength + 1;
            if (segmentLength > MAX_SEGMENT_LENGTH) {
                throw new IllegalArgumentException("not an object key: '" + value + "'");
            }
        }
    }

    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
