package dev.keepsake.artefact;

/**
 * One entry of a znode's access list, which ZooKeeper's own shell writes as {@code scheme:id:cdrwa}.
 *
 * @param permissions read 1, write 2, create 4, delete 8, admin 16
 */
public record AccessEntry(String scheme, String id, int permissions) {

    private static final int ALL = 31;

    /** In the order in which the shell names them. */
    private static final String LETTERS = "cdrwa";

    private static final int[] BITS = {4, 8, 1, 2, 16};

    /** Refuses permissions that there are not. */
    public AccessEntry {
        if ((permissions & ~ALL) != 0) {
            throw new IllegalArgumentException("permissions " + permissions + " of " + scheme + ":" + id);
        }
    }

    /** Reads {@code scheme:id:cdrwa}; an id may hold colons, as those of {@code digest} do. */
    public static AccessEntry parse(String words) {
        int first = words.indexOf(':');
        int last = words.lastIndexOf(':');
        if (first < 0 || first == last) {
            throw new IllegalArgumentException("no entry of an access list: '" + words + "'");
        }
        int permissions = 0;
        for (int at = last + 1; at < words.length(); at++) {
            int letter = LETTERS.indexOf(words.charAt(at));
            if (letter < 0) {
                throw new IllegalArgumentException("no permissions in '" + words + "'");
            }
            permissions |= BITS[letter];
        }
        return new AccessEntry(words.substring(0, first), words.substring(first + 1, last), permissions);
    }

    /** Whether a user stands in it without the password, which is how servers show it to those who do not administer. */
    public boolean isMasked() {
        return scheme.equals("digest") && id.endsWith(":x");
    }

    @Override
    public String toString() {
        StringBuilder words = new StringBuilder(scheme).append(':').append(id).append(':');
        for (int letter = 0; letter < BITS.length; letter++) {
            if ((permissions & BITS[letter]) != 0) {
                words.append(LETTERS.charAt(letter));
            }
        }
        return words.toString();
    }
}
