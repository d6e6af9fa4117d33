package dev.keepsake.archive;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a secret is bound to when it is wrapped to a {@link Recipient}: it opens with just the same again. Recipients who keep
 * a key in a file take its bytes; key services take its words, which their logs and policies then know.
 *
 * @param purpose what the secret is for
 * @param archive the ULID of the archive that it is of
 * @param number of the archive key
 */
public record Binding(String purpose, String archive, int number) {

    private static final String ARCHIVE_KEY = "archive key";
    private static final String TRIAL = "trial";

    /** That of the private half of an archive key. */
    public static Binding ofArchiveKey(String archive, int number) {
        return new Binding(ARCHIVE_KEY, archive, number);
    }

    /** That of bytes which are wrapped only to see whether it works, and which open nothing. */
    public static Binding ofTrial() {
        return new Binding(TRIAL, "none", 0);
    }

    byte[] bytes() {
        return Words.of("keepsake " + purpose, archive, Integer.toString(number))
                .bytes();
    }

    /** The same for a service that takes names and values. */
    public Map<String, String> words() {
        return new TreeMap<>(Map.of(
                "keepsake-purpose", purpose,
                "keepsake-archive", archive,
                "keepsake-key", Integer.toString(number)));
    }
}
