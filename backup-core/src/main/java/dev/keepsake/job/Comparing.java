package dev.keepsake.job;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Replayed;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.TapeProver;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Evidence;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.OtherBase;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds a replayed tree against the tape's other bases: each is replayed past its own window, too, and must then be the
 * same tree, access lists and quotas included, which digests do not cover. One tree at a time is in memory.
 */
final class Comparing {

    private final Manifest.NodeShare owned;
    private final List<TapePiece> pieces;
    private final Replayed replayed;
    private final Evidence evidence;
    private final TapeProver prover;
    private final Findings findings;
    private final List<String> equal = new ArrayList<>();
    private Zxid compared = new Zxid(0);

    Comparing(
            Manifest.NodeShare owned,
            List<TapePiece> pieces,
            Replayed replayed,
            Evidence evidence,
            TapeProver prover,
            Findings findings) {
        this.owned = owned;
        this.pieces = pieces;
        this.replayed = replayed;
        this.evidence = evidence;
        this.prover = prover;
        this.findings = findings;
    }

    /** Compares, notes, and returns where the bases stand that are equal. */
    List<String> with(List<OtherBase> others) throws IOException {
        for (OtherBase other : others) {
            Zxid window = other.earlier() ? owned.share().baseEnd() : other.end();
            Replayed.State state = replayed.behind(window).orElseThrow();
            // half of the next transaction may be in a snapshot already; its capture made sure of that for the own base
            // alone
            if (state.follows() || other.earlier()) {
                compare(other, state);
            } else {
                notCompared(other, "no transaction behind its window belongs to this backup");
            }
        }
        String covered = equal.isEmpty()
                ? "access lists and quotas, which digests do not cover: no other base of this tape could be compared"
                : "access lists and quotas changed after " + compared + ", which digests do not cover";
        findings.good(
                Findings.NOT_COMPARED,
                Examination.name(owned) + ": " + covered + "; sessions; /zookeeper/config and the usage beside quotas,"
                        + " which each server writes itself");
        return equal;
    }

    private void compare(OtherBase other, Replayed.State state) throws IOException {
        List<TapePiece> theirs;
        try {
            theirs = evidence.pieces(owned, other, state.at());
        } catch (CorruptException | StoreException.NotFound e) {
            notCompared(other, e.getMessage() + ". This backup does not need it");
            return;
        }
        try {
            Replayed there = prover.replay(theirs, state.at(), List.of(state.at()));
            judge(other, state, there, theirs);
        } catch (CorruptException | StoreException.NotFound e) {
            contradicted(other, theirs, String.valueOf(e.getMessage()));
        }
    }

    private void judge(OtherBase other, Replayed.State state, Replayed there, List<TapePiece> theirs)
            throws IOException {
        Twins.Twin own = new Twins.Twin(pieces.get(0).name(), pieces, replayed);
        Twins.Twin twin = new Twins.Twin(other.key(), theirs, there);
        if (new Twins(prover, findings, Examination.name(owned)).compare(own, twin, state)) {
            equal.add(other.key());
            compared = state.at().compareTo(compared) > 0 ? state.at() : compared;
        }
    }

    /** Damage in a base that the backup can do without is no fault of the backup; what a whole one says is. */
    private void contradicted(OtherBase other, List<TapePiece> theirs, String why) throws IOException {
        Optional<String> damage = Twins.damage(theirs);
        if (damage.isPresent()) {
            notCompared(other, damage.get() + ". This backup does not need it");
        } else {
            findings.bad(
                    Examination.name(owned),
                    other.key() + ", which is whole, contradicts this backup's transactions: " + why);
        }
    }

    private void notCompared(OtherBase other, String why) {
        findings.good(Findings.NOT_COMPARED, other.key() + ": " + why);
    }
}
