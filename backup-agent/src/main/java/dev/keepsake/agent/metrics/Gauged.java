package dev.keepsake.agent.metrics;

import java.util.List;

/**
 * What is measured now and may go up and down. Names and labels are for dashboards and rules, and stay. All of them have the
 * labels {@code cluster} and {@code node} besides. A value that is not known is left out, rather than told as zero.
 */
public enum Gauged {
    AGENT_START("agent.start.timestamp", Unit.SECONDS, "When this agent was started.", "version"),
    AGENT_TURN(
            "agent.last.turn.timestamp",
            Unit.SECONDS,
            "When the agent last looked whether a slot is due; it does so once an hour or more often."),
    AGENT_BUSY("agent.busy", Unit.NONE, "Whether a run is under way: 1, or 0."),
    MEMORY_LEFT(
            "memory.after.collection.ratio",
            Unit.NONE,
            "Which share of the memory for what lives long was still in use after it was last collected; left out before that."),
    ALARM("alarm", Unit.NONE, "Whether the agent raises this alarm now: 1, or 0.", "alarm"),
    ARCHIVE_BYTES(
            "archive",
            Unit.BYTES,
            "What this cluster takes up in the store; counted every hour, and when there is a new backup."),
    ARCHIVE_OBJECTS(
            "archive.objects",
            Unit.NONE,
            "How many objects of this cluster are in the store; counted every hour, and when there is a new backup."),
    ARCHIVE_LOOK(
            "archive.last.look.timestamp",
            Unit.SECONDS,
            "When the agent last read from the archive what is said here of backups and proofs."),
    BACKUP_SUCCESS(
            "backup.last.success.timestamp",
            Unit.SECONDS,
            "When the newest backup of the cluster was made, by whichever node; on the store's clock."),
    BACKUP_COMPLETE("backup.complete", Unit.NONE, "Whether the newest backup holds every node and source: 1, or 0."),
    BACKUP_ADDED("backup.added", Unit.BYTES, "What the newest backup added to the store."),
    BACKUP_WARNINGS("backup.warnings", Unit.NONE, "How many things in the newest backup contradict each other."),
    NODE_SUCCESS(
            "node.last.success.timestamp",
            Unit.SECONDS,
            "When this node last finished its share of a backup that exists; on the store's clock."),
    SOURCE_SINCE(
            "source.since.timestamp",
            Unit.SECONDS,
            "Since when this agent is told to capture a source: since its start, or since its configuration has it.",
            "source"),
    RESTORABLE(
            "restorable.timestamp",
            Unit.SECONDS,
            "What was committed before this moment can be restored, by a backup or by what is followed.",
            "source"),
    EXPOSURE(
            "exposure",
            Unit.SECONDS,
            "How much of a source's history would be lost if it were lost now: the time since its restorable moment.",
            "source"),
    GAPS(
            "restorable.gaps",
            Unit.NONE,
            "How many gaps the restorable ranges of all tapes have, but those that retention made; counted every hour, and when there"
                    + " is a new backup."),
    DAMAGES(
            "restorable.damages",
            Unit.NONE,
            "How many of these gaps are there since something archived is missing or not what was written."),
    FOLLOW_LAG("follow.lag", Unit.SECONDS, "How far the archive is behind a source that is followed.", "source"),
    FOLLOW_MAX_LAG("follow.max.lag", Unit.SECONDS, "How far it may be behind, by the configuration."),
    SCHEDULE_PERIOD("schedule.period", Unit.SECONDS, "The time between two scheduled backups around now."),
    SCHEDULE_NEXT("schedule.next.timestamp", Unit.SECONDS, "When the next scheduled backup is due."),
    PROOF_SUCCESS(
            "proof.last.success.timestamp",
            Unit.SECONDS,
            "When a look of this level, or a closer one, last found nothing against a backup; on the store's clock.",
            "level"),
    PROOF_PERIOD("proof.period", Unit.SECONDS, "The time between two scheduled looks at the archive around now."),
    DRILL_TIME(
            "drill",
            Unit.SECONDS,
            "How long the last good drill took, from the archive to a server that was read back: what a restore takes."),
    CLOCK_SKEW("clock.skew", Unit.SECONDS, "How far this machine's clock is from the store's, ahead or behind."),
    CERTIFICATE_END(
            "certificate.expiry.timestamp",
            Unit.SECONDS,
            "Until when TLS works with a file of certificates that the configuration names: with what the agent shows,"
                    + " until its first one ends; with what it trusts, until the last one does.",
            "file"),
    METRICS_WRITTEN(
            "metrics.written.timestamp",
            Unit.SECONDS,
            "When all of this was put into words, for whoever asked or into a file; what is much older nobody renews."),
    NOTICES_WAITING("notices.waiting", Unit.NONE, "How many messages wait to be sent.", "target"),
    ONCE_BEGUN("once.last.start.timestamp", Unit.SECONDS, "When 'keepsake-agent once' last began."),
    ONCE_RUN("once.last.run.timestamp", Unit.SECONDS, "When 'keepsake-agent once' last ended."),
    ONCE_EXIT(
            "once.exit.code",
            Unit.NONE,
            "How it ended: its exit code, 0 when all went well; left out while another run is under way, or has died.");

    private final String name;
    private final Unit unit;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // what List.of() gives cannot be changed
    private final List<String> labels;

    /** What values are measured in. */
    enum Unit {
        NONE,
        SECONDS,
        BYTES
    }

    Gauged(String name, Unit unit, String help, String... labels) {
        this.name = "keepsake." + name;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    String dotted() {
        return name;
    }

    Unit unit() {
        return unit;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }

    /** The name that Prometheus sees. */
    public String exposed() {
        return name.replace('.', '_')
                + switch (unit) {
                    case NONE -> "";
                    case SECONDS -> "_seconds";
                    case BYTES -> "_bytes";
                };
    }
}
