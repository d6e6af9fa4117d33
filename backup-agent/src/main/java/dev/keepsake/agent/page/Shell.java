package dev.keepsake.agent.page;

import java.util.regex.Pattern;

/** Words as a shell takes them, for commands that a person copies. */
final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+-]+");

    private Shell() {}

    /** A word that a shell takes for one, whatever stands in it. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
