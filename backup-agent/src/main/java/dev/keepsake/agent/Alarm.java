package dev.keepsake.agent;

import java.util.Locale;

/** What the daemon raises an alarm for. The ids are for scripts and dashboards, and stay. */
enum Alarm {
    /** The store does not answer, or does not let us. */
    STORE_UNREACHABLE,
    /** Something else keeps the agent from seeing to its slots; it tries again. */
    WATCH_FAILED,
    /** This machine's clock and the store's differ too much for this agent to take part in a slot. */
    CLOCK_SKEWED,
    /** A source gave nothing to the last run. */
    SOURCE_FAILED,
    /** This agent gave nothing to the last slot. */
    SLOT_MISSED,
    /** The last backup lacks a node or a source. */
    BACKUP_INCOMPLETE,
    /** The last backup was made before this node's part was there. */
    LATE_PART,
    /** There has been no backup for more than one and a half periods. */
    STALE,
    /** A source that is followed is further ahead of its tape than it may be. */
    FOLLOW_LAGGING,
    /** The history of a source that is followed broke in the last day: moments in between cannot be restored from here. */
    TAPE_BROKEN,
    /** The last scheduled look found something that speaks against the latest backup. */
    PROOF_FAILED,
    /** The last scheduled drill found something that speaks against the latest backup. */
    DRILL_FAILED,
    /** There has been no good look, or no good drill, for more than one and a half periods. */
    PROOF_OVERDUE,
    /** A scheduled look or drill could not be done, which says nothing of the backup. */
    PROOF_HINDERED,
    /** What is not kept is not removed, since something speaks against it; backups go on. */
    PRUNE_STOPPED,
    /** The newest tapes of one ensemble hold different transactions. */
    TAPES_DISAGREE,
    /** What sources of the last backup tell of each other does not fit together. */
    SOURCES_DISAGREE,
    /** What this agent remembers over a restart cannot be written. */
    STATE_DIR_FULL,
    /** A configuration was to be read again and cannot be used; the one before it stays in effect. */
    CONFIG_NOT_RELOADED;

    /** The name for scripts: {@code store-unreachable}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
