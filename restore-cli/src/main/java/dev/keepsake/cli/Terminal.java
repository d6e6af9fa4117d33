package dev.keepsake.cli;

import java.util.regex.Pattern;

/** What the launcher found out about the place where the command runs, which Java cannot ask. */
final class Terminal {

    // also what turns the direction of a text around
    private static final Pattern UNSHOWN =
            Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]");

    private Terminal() {}

    /** A text from elsewhere on one line: what would move the cursor or colour the rest is a question mark. */
    static String shown(String text) {
        return UNSHOWN.matcher(text).replaceAll("?");
    }

    /** Whether messages go to a terminal. */
    static boolean isOne() {
        return "1".equals(System.getenv("KEEPSAKE_TERMINAL"));
    }

    /** Whether somebody can answer a question. */
    static boolean canAsk() {
        return isOne() && "1".equals(System.getenv("KEEPSAKE_INPUT_TERMINAL"));
    }
}
