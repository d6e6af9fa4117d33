package dev.keepsake.config;

import java.util.regex.Pattern;

/** The names of clusters, nodes and sources, which become parts of keys in the archive. */
final class Names {

    static final String ALLOWED = "use 1 to 63 of a-z 0-9 . _ - and begin with a letter or digit";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private Names() {}

    static boolean valid(String text) {
        return NAME.matcher(text).matches();
    }

    static void check(String text) {
        if (!valid(text)) {
            throw new IllegalArgumentException(Shown.quoted(text) + " is not a name: " + ALLOWED);
        }
    }
}
