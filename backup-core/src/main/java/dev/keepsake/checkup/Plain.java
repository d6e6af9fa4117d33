package dev.keepsake.checkup;

/** Texts from elsewhere made fit to be shown: on one line, of a bounded length, nothing that moves a cursor. */
public final class Plain {

    private static final int LONGEST = 2_000;

    private Plain() {}

    /** The text as it may be shown. */
    public static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(point -> line.appendCodePoint(shown(point)));
        return text.codePointCount(0, text.length()) > LONGEST
                ? line.append('…').toString()
                : line.toString();
    }

    private static int shown(int point) {
        if (point == '\n' || point == '\t' || point == '\r') {
            return ' ';
        }
        int type = Character.getType(point);
        boolean unfit = type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
        return unfit ? '?' : point;
    }
}
