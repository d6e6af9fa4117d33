package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;
import dev.keepsake.checkup.Silence;
import java.util.List;

/** By which rules systems are judged before an upgrade, and with which of them somebody may live. */
public final class HealthRules {

    private static final List<Rule> ALL = List.of(
            EnsembleChecks.REACHED,
            EnsembleChecks.KNOWN,
            EnsembleChecks.LEADER,
            EnsembleChecks.SYNC,
            EnsembleChecks.EPOCH,
            EnsembleChecks.OUTSTANDING,
            OddSize.RULE,
            EnsembleLook.STEADY,
            DiskChecks.ROOM,
            UpgradeChecks.MIXED,
            UpgradeChecks.PATH,
            UpgradeChecks.TARGET,
            UpgradeChecks.MIND,
            UpgradeChecks.SNAPSHOT,
            MasterChecks.REACHED,
            MasterChecks.LEADER,
            MasterChecks.RECOVERED,
            MasterChecks.QUORUM,
            MasterChecks.UPTIME,
            MarathonChecks.LEADER,
            MarathonChecks.DEPLOYMENTS,
            MarathonChecks.HEALTH);

    private HealthRules() {}

    /** All of them. */
    public static List<Rule> all() {
        return ALL;
    }

    /** Whether anybody may live with what is found by it: never with what may cost data, or the quorum. */
    public static boolean maySilence(Rule rule) {
        return rule.severity() != Severity.CRITICAL && ALL.contains(rule);
    }

    /** The same of one finding, which may matter more than its rule says. */
    public static boolean maySilence(Finding finding) {
        return maySilence(finding.rule()) && finding.severity() != Severity.CRITICAL;
    }

    /** Those of many silences that mean one of these. */
    public static List<Silence> meant(List<Silence> silences) {
        return silences.stream()
                .filter(silence -> ALL.stream().filter(HealthRules::maySilence).anyMatch(silence::names))
                .toList();
    }
}
