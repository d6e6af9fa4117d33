package dev.keepsake.job;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Proof;
import java.time.Instant;
import java.util.List;

/**
 * The report of one look at a moment: by which way it is restored, what was compared with what, and what was not. It is no
 * backup's, so it is stored nowhere.
 *
 * @param way as a restore would go
 * @param good whether a restore gets there, and nothing was found that speaks against what it gives
 * @param time when it was over, on the store's clock
 * @param millis how long it took
 * @param findings everything looked at, in that order
 * @param tapes what was replayed
 * @param agreed what several nodes recorded alike
 */
public record MomentProof(
        Chosen way,
        Proof.Level level,
        boolean good,
        Instant time,
        long millis,
        String host,
        List<CheckReport.Finding> findings,
        List<Proof.OfTape> tapes,
        List<Witnessed.Agreed> agreed) {

    /** Keeps its own copies. */
    public MomentProof {
        findings = List.copyOf(findings);
        tapes = List.copyOf(tapes);
        agreed = List.copyOf(agreed);
    }
}
