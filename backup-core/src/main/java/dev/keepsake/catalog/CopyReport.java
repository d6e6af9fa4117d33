package dev.keepsake.catalog;

import java.util.List;

/**
 * What one copy of an archive did, or would do.
 *
 * @param backups those that were to be copied, newest first
 * @param objects how many were stored in the target
 * @param bytes of these
 * @param present how many were there already
 * @param findings everything that is not in the target, though it was to be, and why
 */
public record CopyReport(
        List<OfBackup> backups, long objects, long bytes, long present, long presentBytes, List<Finding> findings) {

    /** Keeps its own copies. */
    public CopyReport {
        backups = List.copyOf(backups);
        findings = List.copyOf(findings);
    }

    /** What became of a backup. */
    public enum Fate {
        /** It is in the target now. */
        COPIED,
        /** It was there. */
        PRESENT,
        /** It is not in the target; a finding says why. */
        LEFT_OUT,
        /** A prune of one of the two places is about to remove it, or has, so it was not begun. */
        CONDEMNED,
        /** The source removed it meanwhile. */
        GONE
    }

    /** A backup; {@code reason} is empty where nothing is to be said. */
    public record OfBackup(BackupId id, Fate fate, String reason) {}

    /** What kept something from being copied. */
    public enum Kind {
        /** It is damaged, missing, or not vouched for by anybody trusted. */
        DAMAGED,
        /** Something else stands in its place in the target. */
        TAKEN,
        /** A guard stood against it: it needs a later version, or is to be removed from the target. */
        REFUSED
    }

    /** Something that was not copied. */
    public record Finding(Kind kind, String subject, String words) {}

    /** Whether something is damaged. */
    public boolean isDamaged() {
        return has(Kind.DAMAGED);
    }

    /** Whether something is not in the target for another reason. */
    public boolean isInPart() {
        return has(Kind.TAKEN) || has(Kind.REFUSED);
    }

    private boolean has(Kind kind) {
        return findings.stream().anyMatch(finding -> finding.kind() == kind);
    }

    /** How many backups met this fate. */
    public long count(Fate fate) {
        return backups.stream().filter(backup -> backup.fate() == fate).count();
    }
}
