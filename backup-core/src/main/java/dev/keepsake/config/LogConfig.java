package dev.keepsake.config;

/** How the daemon logs: in which form, and how much. */
public record LogConfig(Format format, Level level) {

    /** The form of a line. */
    public enum Format {
        /** For people: the message, then {@code key=value}. */
        TEXT,
        /** For programs: one JSON object on each line. */
        JSON
    }

    /** The least that is logged. */
    public enum Level {
        /** Also what is looked at and found good. */
        DEBUG,
        /** One line for each phase of a backup. */
        INFO,
        /** Only what somebody must act on. */
        WARN
    }
}
