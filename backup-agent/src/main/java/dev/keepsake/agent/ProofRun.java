package dev.keepsake.agent;

import dev.keepsake.artefact.ArtefactDrill;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.config.ReplicatedLogs;
import dev.keepsake.job.DrillJob;
import dev.keepsake.job.VerifyJob;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One scheduled look at the latest backup: verified, then drilled, each report stored as the commands of that name do. */
final class ProofRun {

    private final ProofDuty duty;
    private final Catalog catalog;
    private final Instant slot;

    ProofRun(ProofDuty duty, Catalog catalog, Instant slot) {
        this.duty = duty;
        this.catalog = catalog;
        this.slot = slot;
    }

    /** Verifies the latest backup; a store that fails is thrown. */
    ProofOutcome verify() throws IOException {
        return guarded(duty.level(), () -> {
            BackupId id = latest();
            VerifyJob job = new VerifyJob(catalog, duty.prover(), ReplicatedLogs.prover(), Progress.NONE, duty.host());
            return List.of(job.run(new VerifyJob.Request(id, duty.level(), Optional.empty())));
        });
    }

    /** Drills the latest backup, each of its ensembles; a store that fails is thrown. */
    ProofOutcome drill() throws IOException {
        return guarded(Proof.Level.DRILL, () -> {
            Manifest manifest = catalog.read(latest());
            List<Proof> proofs = new ArrayList<>();
            Set<String> ensembles = new HashSet<>();
            for (Manifest.NodeShare owned : manifest.shares()) {
                if (owned.share().provesAnything()
                        && ensembles.add(owned.share().source())) {
                    proofs.add(drill(manifest, owned));
                }
            }
            return proofs;
        });
    }

    private Proof drill(Manifest manifest, Manifest.NodeShare owned) throws IOException {
        long epoch = catalog.fence(manifest).epoch();
        try (ArtefactDrill drill =
                duty.drill().orElseThrow().begin(owned.share().through(), epoch)) {
            return new DrillJob(catalog, Progress.NONE, duty.host()).run(manifest, owned, drill);
        }
    }

    private BackupId latest() throws IOException {
        if (!catalog.exists()) {
            throw new StoreException.NotFound("there is no archive yet");
        }
        return catalog.latestId();
    }

    /** Looks, and gives its reports. */
    @FunctionalInterface
    private interface Look {
        List<Proof> see() throws IOException;
    }

    private ProofOutcome guarded(Proof.Level level, Look look) throws IOException {
        try {
            List<Proof> proofs = look.see();
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            return proofs.isEmpty()
                    ? notDone(level, "nothing in the latest backup is proven to have been committed")
                    : recorded(level, proofs);
        } catch (StoreException.Unavailable | StoreException.OutcomeUnknown | StoreException.Denied e) {
            throw e;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return notDone(level, String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError tooLarge) {
            return notDone(
                    level,
                    "the tree does not fit into this agent's memory (" + tooLarge.getMessage()
                            + "); give it more with KEEPSAKE_JAVA_OPTS, or prove on a larger machine");
        }
    }

    private ProofOutcome notDone(Proof.Level level, String why) throws IOException {
        return new ProofOutcome(slot, level, ProofOutcome.Kind.NOT_DONE, catalog.now(), "", why);
    }

    /** Of several reports of one backup the last one counts, so a failure is stored last. */
    private ProofOutcome recorded(Proof.Level level, List<Proof> proofs) throws IOException {
        List<Proof> ordered = new ArrayList<>(proofs);
        ordered.sort(Comparator.comparing(Proof::good).reversed());
        String note = "";
        for (Proof proof : ordered) {
            try {
                catalog.proofs().put(proof);
            } catch (StoreException unwritable) {
                note = "; the report could not be stored in the archive: " + unwritable.getMessage();
            }
        }
        Proof worst = ordered.get(ordered.size() - 1);
        ProofOutcome.Kind kind = worst.good() ? ProofOutcome.Kind.GOOD : ProofOutcome.Kind.FAILED;
        return new ProofOutcome(slot, level, kind, worst.time(), worst.backup().value(), words(worst) + note);
    }

    private static String words(Proof proof) {
        String took = " (" + (proof.millis() + 500) / 1000 + " s)";
        if (!proof.good()) {
            return proof.findings().stream()
                            .filter(finding -> !finding.good())
                            .map(finding -> finding.subject() + ": " + finding.seen())
                            .collect(Collectors.joining("; "))
                    + took;
        }
        return switch (proof.level()) {
            case OBJECTS -> "all objects are there and whole" + took;
            case PROOF -> "proven through " + proof.through() + took;
            case DRILL -> "drilled through " + proof.through() + ": " + times(proof) + took;
        };
    }

    /** The last thing that a drill notes is how long a restore takes. */
    private static String times(Proof drill) {
        List<CheckReport.Finding> findings = drill.findings();
        return findings.isEmpty() ? "" : findings.get(findings.size() - 1).seen();
    }
}
