package dev.keepsake.cli;

/** What the launcher found out about the place where the command runs, which Java cannot ask. */
final class Terminal {

    private Terminal() {}

    /** Whether messages go to a terminal. */
    static boolean isOne() {
        return "1".equals(System.getenv("KEEPSAKE_TERMINAL"));
    }

    /** Whether somebody can answer a question. */
    static boolean canAsk() {
        return isOne() && "1".equals(System.getenv("KEEPSAKE_INPUT_TERMINAL"));
    }
}
