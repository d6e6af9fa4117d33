package dev.keepsake.store;

/**
 * Where an object stands, relative to the prefix of its archive: segments of {@code [A-Za-z0-9._-]} joined by
 * {@code /}, none of them empty or beginning with a dot, at most 900 characters in all.
 *
 * <p>The alphabet is one that every store keeps unchanged and sorts by its bytes, and that no file system reads as
 * "the folder above".
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    private static final int MAX_LENGTH = 900;

    /** Refuses what some store would change, hide or sort otherwise. */
    public ObjectKey {
        if (value.isEmpty() || value.length() > MAX_LENGTH || value.charAt(value.length() - 1) == '/') {
            throw new IllegalArgumentException("not an object key: '" + value + "'");
        }
        boolean segmentStarts = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/' ? segmentStarts : !allowed(c) || (segmentStarts && c == '.')) {
                throw new IllegalArgumentException("not an object key: '" + value + "'");
            }
            segmentStarts = c == '/';
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
