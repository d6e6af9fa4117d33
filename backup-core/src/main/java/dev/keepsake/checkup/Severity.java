package dev.keepsake.checkup;

import java.util.Locale;

/** How much a finding matters, the least first. */
public enum Severity {
    /** Worth knowing. */
    NOTE,
    /** Will hurt some day, or hurts a little all the time. */
    WARNING,
    /** Loses data or service, or lets anybody do so. */
    CRITICAL;

    /** As it stands in reports and on command lines. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it matters as much as another, or more. */
    public boolean atLeast(Severity other) {
        return compareTo(other) >= 0;
    }
}
