package dev.keepsake.agent;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Proof;
import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Standing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What others reported of a backup, held against all of it: a proof of one node's tape is none of the backup, a drill with one
 * ensemble none of another, and nothing that was reported since may speak against it.
 */
final class StoredReports {

    private final Manifest backup;
    private final List<Proof> reports;
    private final String subject;

    /** These reports, the oldest first. */
    StoredReports(Manifest backup, List<Proof> reports) {
        this.backup = backup;
        this.reports = List.copyOf(reports);
        this.subject = "backup " + backup.id();
    }

    /** Those that are stored, and whose makers are trusted here. */
    static StoredReports of(Catalog catalog, Manifest backup) throws IOException {
        return new StoredReports(backup, catalog.proofs().vouched(backup.id()));
    }

    /** Whether they prove it, and whether somebody drilled with each ensemble in it. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(proven());
        Set<String> ensembles = new TreeSet<>();
        backup.shares().stream()
                .filter(PreflightProof::isOfEnsemble)
                .forEach(owned -> ensembles.add(owned.share().source()));
        ensembles.forEach(source -> findings.add(drilled(source)));
        return findings;
    }

    private Finding proven() {
        for (int i = reports.size() - 1; i >= 0; i--) {
            Proof report = reports.get(i);
            if (report.level() == Proof.Level.PROOF && isOfAll(report)) {
                Optional<Proof> against = reports.subList(i, reports.size()).stream()
                        .filter(later -> !later.good())
                        .findFirst();
                return judged(PreflightRules.PROVEN, subject, against.orElse(report));
            }
        }
        return PreflightRules.PROVEN.unknown(
                subject, "no report of a verify of all of it that is trusted here is stored", remedy("verify"));
    }

    private boolean isOfAll(Proof report) {
        boolean tapes = backup.shares().stream()
                .filter(owned -> owned.share().standsOnTape())
                .allMatch(owned -> report.tapes().stream()
                        .anyMatch(tape -> tape.node().equals(owned.node())
                                && tape.source().equals(owned.share().source())));
        boolean walks = backup.shares().stream()
                .filter(owned -> owned.share().wasWalked())
                .allMatch(
                        owned -> isOf(report, owned.node() + "/" + owned.share().source()));
        boolean documents = backup.documents().stream()
                .allMatch(one -> isOf(report, one.node() + "/" + one.share().source()));
        return (tapes && walks && documents) || !report.good();
    }

    private static boolean isOf(Proof report, String name) {
        return report.findings().stream().anyMatch(finding -> finding.subject().equals(name));
    }

    private Finding drilled(String source) {
        String ensemble = subject + ", " + source;
        Optional<Proof> newest = reports.stream()
                .filter(report -> report.level() == Proof.Level.DRILL)
                .filter(report -> backup.shares().stream()
                        .filter(owned -> owned.share().source().equals(source))
                        .anyMatch(owned -> isOf(report, owned.node() + "/" + source)))
                .reduce((earlier, later) -> later);
        return newest.map(report -> judged(PreflightRules.DRILLED, ensemble, report))
                .orElseGet(() -> PreflightRules.DRILLED.unknown(
                        ensemble, "no report of a drill with it that is trusted here is stored", remedy("drill")));
    }

    /** As one that is made here is judged: also what others stand in for is damage. */
    private static Finding judged(Rule rule, String of, Proof report) {
        Finding finding = PreflightProof.judged(rule, of, report);
        return finding.standing() == Standing.PASSED
                ? rule.passed(of, "reported at " + report.time() + ": good through " + report.through())
                : finding;
    }

    private String remedy(String verb) {
        return "where the private key is, run 'keepsake -c FILE " + verb + " " + backup.id()
                + " --key KEY'; its signing key must be among the 'trusted-signers' here";
    }
}
