package dev.keepsake.agent;

import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;

/** What a preflight looks at besides how the systems are: what a backup needs, and what a proven one is. */
final class PreflightRules {

    static final Rule SOURCE = new Rule(
            "source.capture",
            Severity.CRITICAL,
            "a source could not be captured",
            "what is not in the backup does not come back after an upgrade that fails");
    static final Rule STORE = new Rule(
            "store.usable",
            Severity.CRITICAL,
            "the store cannot hold a backup",
            "without a store there is no way back");
    static final Rule CLOCK = new Rule(
            "store.clock",
            Severity.WARNING,
            "this machine's clock is off",
            "schedules and certificates go by clocks, and after an upgrade logs of several machines must be compared");
    static final Rule KEYS = new Rule(
            "keys.usable",
            Severity.CRITICAL,
            "a key is missing or not the right one",
            "a backup that cannot be encrypted or signed is not made, and one for a lost key cannot be read");
    static final Rule MADE =
            new Rule("backup.made", Severity.CRITICAL, "there is no backup", "an upgrade that fails has no way back");
    static final Rule FITS = new Rule(
            "backup.fits",
            Severity.WARNING,
            "the parts of the backup do not fit each other",
            "a cluster restored from parts that do not fit may lose its tasks, or not start");
    static final Rule NODES = new Rule(
            "backup.nodes",
            Severity.NOTE,
            "the backup is of one node alone",
            "what only other nodes have, such as their replicas of a log, is in their own backups");
    static final Rule PROVEN = new Rule(
            "backup.proven",
            Severity.CRITICAL,
            "the backup is not proven",
            "whether it is what the ensemble had is found out now, or in the middle of the night");
    static final Rule DRILLED = new Rule(
            "backup.drilled",
            Severity.CRITICAL,
            "no server was started on the backup",
            "a restore that was never tried takes longest when it is needed");

    private PreflightRules() {}
}
