package dev.keepsake.checkup;

import java.util.Locale;

/** What came of looking at something by a rule. */
public enum Standing {
    /** It is not as the rule wants it. */
    FOUND,
    /** Nobody could say: that is not the same as good. */
    UNKNOWN,
    /** It is as the rule wants it. */
    PASSED;

    /** As it stands in reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
