package dev.keepsake.job;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.TapeProver;
import dev.keepsake.artefact.Witness;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Evidence;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks the tapes of all nodes what they hold of a backup's transactions. */
final class WitnessStand {

    private final Manifest manifest;
    private final Evidence evidence;
    private final TapeProver prover;
    private final Findings findings;
    private final Map<Manifest.NodeShare, List<TapePiece>> read;

    /** {@code read} has the pieces of the shares that were looked at already and are all there. */
    WitnessStand(
            Manifest manifest,
            Evidence evidence,
            TapeProver prover,
            Findings findings,
            Map<Manifest.NodeShare, List<TapePiece>> read) {
        this.manifest = manifest;
        this.evidence = evidence;
        this.prover = prover;
        this.findings = findings;
        this.read = read;
    }

    /** Hears the witnesses of each source among the shares. */
    List<Witnessed.Agreed> hear(List<Manifest.NodeShare> shares) throws IOException {
        List<Witnessed.Agreed> agreed = new ArrayList<>();
        Set<String> heard = new HashSet<>();
        for (Manifest.NodeShare owned : shares) {
            if (owned.share().standsOnTape() && heard.add(owned.share().source())) {
                agreed.addAll(hear(owned.share().source()));
            }
        }
        return agreed;
    }

    private List<Witnessed.Agreed> hear(String source) throws IOException {
        List<Manifest.NodeShare> own = manifest.shares().stream()
                .filter(owned -> owned.share().standsOnTape())
                .filter(owned -> owned.share().source().equals(source))
                .toList();
        Zxid after = own.stream()
                .map(owned -> owned.share().replayAfter())
                .min(Zxid::compareTo)
                .orElseThrow();
        Zxid through = own.get(0).share().through();
        List<Witness> witnesses = new ArrayList<>(own(own));
        witnesses.addAll(evidence.others(source, after, through));
        return hear(source, witnesses, after, through, prover, findings);
    }

    /** Holds the transactions of tapes of one source against each other; nothing is compared where one node alone has any. */
    static List<Witnessed.Agreed> hear(
            String source, List<Witness> witnesses, Zxid after, Zxid through, TapeProver prover, Findings findings)
            throws IOException {
        long nodes = witnesses.stream().map(Witness::node).distinct().count();
        if (nodes < 2) {
            findings.good(Findings.NOT_COMPARED, source + ": other nodes' tapes; there is none of these transactions");
            return List.of();
        }
        Witnessed witnessed;
        try {
            witnessed = prover.compare(witnesses, after, through);
        } catch (CorruptException e) {
            findings.bad("witnesses of " + source, String.valueOf(e.getMessage()));
            return List.of();
        }
        note(source, witnessed, findings);
        return witnessed.agreed();
    }

    private List<Witness> own(List<Manifest.NodeShare> own) throws IOException {
        List<Witness> witnesses = new ArrayList<>();
        for (Manifest.NodeShare owned : own) {
            String tape = Examination.name(owned) + "/" + owned.share().tape();
            try {
                List<TapePiece> pieces = read.containsKey(owned) ? read.get(owned) : evidence.pieces(owned);
                witnesses.add(Witness.of(owned.node(), tape, pieces));
            } catch (CorruptException | StoreException.NotFound e) {
                findings.good(Findings.NOT_COMPARED, "tape " + tape + ": " + e.getMessage());
            }
        }
        return witnesses;
    }

    private static void note(String source, Witnessed witnessed, Findings findings) {
        String subject = "witnesses of " + source;
        for (Witnessed.Agreed same : witnessed.agreed()) {
            String what = same.transactions() + " transactions from " + same.first() + " to " + same.last();
            if (same.by() > 1) {
                findings.good(subject, what + ": agreed by " + same.by() + " of " + same.of() + " nodes");
            } else {
                findings.good(Findings.NOT_COMPARED, subject + ": " + what + ", held by one node alone");
            }
        }
        witnessed.differences().forEach(difference -> findings.bad(subject, difference));
        if (witnessed.differing() > witnessed.differences().size()) {
            findings.bad(subject, witnessed.differing() + " transactions differ in all");
        }
        witnessed.remarks().forEach(remark -> findings.good(Findings.NOT_COMPARED, remark));
    }
}
