package dev.keepsake.testkit;

/** What goes wrong when a {@link FaultyStore} strikes. */
public enum Fault {
    /** The call does nothing and says so. */
    NOT_DONE,
    /** The call does its work, and the caller never hears of it. */
    DONE_BUT_ANSWER_LOST,
    /** A bad store: part of an object stands under its key, or a read ends half-way; the call says that it failed. */
    TORN
}
