package dev.keepsake.checkup.preflight;

import java.time.Duration;

/** How long something takes, as a person says it. */
final class Spans {

    private static final long MANY_SECONDS = 120;
    private static final long MANY_MINUTES = 120;
    private static final long MANY_HOURS = 48;

    private Spans() {}

    static String words(Duration span) {
        if (span.toSeconds() < MANY_SECONDS) {
            return span.toSeconds() + " s";
        }
        if (span.toMinutes() < MANY_MINUTES) {
            return span.toMinutes() + " minutes";
        }
        return span.toHours() < MANY_HOURS ? span.toHours() + " hours" : span.toDays() + " days";
    }
}
