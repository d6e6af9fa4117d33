package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Proof;
import dev.keepsake.checkup.Standing;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which reports that others made are a proof of all of a backup. */
final class StoredReportsTest {

    private static final Instant BEGUN = Instant.parse("2026-11-23T03:00:00Z");
    private static final BackupId ID = BackupId.ofSlot(BEGUN);

    private static Manifest backup() {
        List<DocumentShare> documents = Stream.of("apps", "masters")
                .map(source -> new DocumentShare(source, "http", BEGUN, new TreeMap<>(), List.of()))
                .toList();
        Part part = new Part("n1", "test", BEGUN, BEGUN, List.of(), List.of(), documents, null);
        return new Manifest("test", ID, "prod", null, BEGUN, List.of("n1"), true, List.of(part), null, null);
    }

    private static Proof report(int minute, Proof.Level level, CheckReport.Finding... findings) {
        boolean good = Stream.of(findings).allMatch(CheckReport.Finding::good);
        Instant time = BEGUN.plusSeconds(60L * minute);
        return new Proof(
                ID, "prod", level, good, Zxid.of(1, 1), time, 5, "there", List.of(findings), List.of(), List.of());
    }

    private static CheckReport.Finding good(String subject) {
        return new CheckReport.Finding(true, subject, "whole");
    }

    private static CheckReport.Finding bad(String subject) {
        return new CheckReport.Finding(false, subject, "lost");
    }

    private static Standing standing(Proof... reports) {
        return new StoredReports(backup(), List.of(reports)).findings().get(0).standing();
    }

    @Test
    void aProofOfAllOfItCounts() {
        assertThat(standing(report(1, Proof.Level.PROOF, good("n1/apps"), good("n1/masters"))))
                .isEqualTo(Standing.PASSED);
    }

    @Test
    void aProofOfAPartIsNoneOfTheWhole() {
        assertThat(standing(report(1, Proof.Level.PROOF, good("n1/apps")))).isEqualTo(Standing.UNKNOWN);
        assertThat(standing(report(1, Proof.Level.OBJECTS, good("n1/apps"), good("n1/masters"))))
                .isEqualTo(Standing.UNKNOWN);
        assertThat(standing()).isEqualTo(Standing.UNKNOWN);
    }

    @Test
    void whatALaterLookFoundSpeaksAgainstIt() {
        Proof proven = report(1, Proof.Level.PROOF, good("n1/apps"), good("n1/masters"));

        assertThat(standing(proven, report(2, Proof.Level.OBJECTS, bad("n1/apps"))))
                .isEqualTo(Standing.FOUND);
        assertThat(standing(report(0, Proof.Level.OBJECTS, bad("n1/apps")), proven))
                .as("mended since")
                .isEqualTo(Standing.PASSED);
    }

    @Test
    void damageThatOthersStandInForIsDamageHereToo() {
        Proof spared = report(
                1,
                Proof.Level.PROOF,
                good("n1/apps"),
                good("n1/masters"),
                new CheckReport.Finding(true, CheckReport.SPARED, "a link below a run"));

        assertThat(standing(spared)).isEqualTo(Standing.FOUND);
    }
}
