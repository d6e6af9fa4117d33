package dev.keepsake.job;

import dev.keepsake.artefact.TapeProver;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Moments;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * One look at one moment, whether or not a backup was made of it: goes there as a restore does, around damage and over
 * several tapes where that must be, and says by which way.
 *
 * <p>Changes nothing, and stores nothing. A store that does not answer is thrown.
 */
public final class VerifyMomentJob {

    private final Catalog catalog;
    private final TapeProver prover;
    private final Progress progress;
    private final String host;

    /** A job on this machine. */
    public VerifyMomentJob(Catalog catalog, TapeProver prover, Progress progress, String host) {
        this.catalog = catalog;
        this.prover = prover;
        this.progress = progress;
        this.host = host;
    }

    /** Looks at a moment that was found among these. */
    public MomentProof run(Moments moments, Chosen chosen, Proof.Level level) throws IOException {
        Instant begun = catalog.now();
        Findings findings = new Findings();
        MomentExamination examination =
                new MomentExamination(moments, catalog.evidence(progress), prover, findings, level);
        Chosen way = examination.look(chosen);
        Instant now = catalog.now();
        return new MomentProof(
                way,
                level,
                findings.good(),
                now,
                Duration.between(begun, now).toMillis(),
                host,
                findings.all(),
                examination.tapes(),
                examination.agreed());
    }
}
