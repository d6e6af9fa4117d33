package dev.keepsake.config;

import java.util.Locale;

/** Texts from outside as they may be shown: on one line, of bounded length, without what may be a secret. */
final class Shown {

    private static final int LONGEST = 100;
    private static final String HIDDEN = "***";

    private Shown() {}

    /** In quotes, redacted and short. */
    static String quoted(String text) {
        return "'" + redacted(text) + "'";
    }

    /**
     * Without the part of a URL that can hold a secret: all before the last {@code @}, since a password may itself hold
     * any sign, and all after a {@code ?}, since signed URLs carry their right to be used there. A path is left alone.
     */
    static String redacted(String text) {
        boolean path = text.startsWith("/") && !text.startsWith("//");
        String shown = text;
        int end = shown.lastIndexOf('@');
        if (!path && end >= 0) {
            int scheme = shown.indexOf("://");
            int start = scheme >= 0 && scheme < end ? scheme + 3 : 0;
            shown = shown.substring(0, start) + HIDDEN + shown.substring(end);
        }
        int query = shown.indexOf('?');
        boolean url = shown.contains("://") || shown.startsWith("file:") || shown.startsWith("s3:");
        return onOneLine(url && query >= 0 ? shown.substring(0, query + 1) + HIDDEN : shown);
    }

    static String onOneLine(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < LONGEST; ) {
            int c = text.codePointAt(i);
            boolean plain = c >= ' ' && c != 0x7f && (c < 0x80 || Character.isLetterOrDigit(c));
            line.append(plain ? Character.toString(c) : String.format(Locale.ROOT, "\\u{%x}", c));
            i += Character.charCount(c);
            if (line.length() >= LONGEST && i < text.length()) {
                line.append("...");
            }
        }
        return line.toString();
    }
}
