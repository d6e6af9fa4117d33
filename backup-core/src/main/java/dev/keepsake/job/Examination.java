package dev.keepsake.job;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Replayed;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.TapeProver;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Evidence;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.OtherBase;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at a backup's objects one by one, then at what they say. */
final class Examination {

    private final Manifest manifest;
    private final Evidence evidence;
    private final TapeProver prover;
    private final Findings findings;
    private final Map<Manifest.NodeShare, List<TapePiece>> read = new HashMap<>();
    private final List<Proof.OfTape> tapes = new ArrayList<>();
    private List<Witnessed.Agreed> agreed = List.of();
    private boolean locked;

    Examination(Manifest manifest, Evidence evidence, TapeProver prover, Findings findings) {
        this.manifest = manifest;
        this.evidence = evidence;
        this.prover = prover;
        this.findings = findings;
    }

    List<Proof.OfTape> tapes() {
        return tapes;
    }

    List<Witnessed.Agreed> agreed() {
        return agreed;
    }

    /** Whether something was encrypted for which there was no key, so that this was no more than a look at objects. */
    boolean wasLocked() {
        return locked;
    }

    void look(List<Manifest.NodeShare> shares, Proof.Level level) throws IOException {
        findings.good("manifest", evidence.manifestKey() + ": whole");
        Set<String> nodes = new HashSet<>();
        shares.forEach(owned -> nodes.add(owned.node()));
        boolean all = shares.size() == manifest.shares().size();
        for (Part part : manifest.parts()) {
            if (all || nodes.contains(part.node())) {
                findings.look("part", () -> {
                    evidence.requirePart(part);
                    return evidence.partKey(part) + ": whole, as the manifest has it";
                });
            }
        }
        for (Manifest.NodeShare owned : shares) {
            look(owned, level);
        }
        if (level == Proof.Level.PROOF && !locked) {
            agreed = new WitnessStand(manifest, evidence, prover, findings, read).hear(shares);
        }
    }

    private void look(Manifest.NodeShare owned, Proof.Level level) throws IOException {
        boolean unreadable = evidence.isLocked(owned);
        if (unreadable) {
            findings.good(
                    Findings.NOT_COMPARED,
                    name(owned) + ": what it holds. It is encrypted, and no private key was given; that every object is"
                            + " there, whole, signed, and joined to the next one was looked at. With --key FILE it is"
                            + " replayed, too");
            locked = true;
        }
        lookAt(owned, unreadable ? Proof.Level.OBJECTS : level, unreadable);
    }

    private void lookAt(Manifest.NodeShare owned, Proof.Level level, boolean unreadable) throws IOException {
        Share share = owned.share();
        if (share.wasWalked()) {
            walk(owned, level);
        }
        if (share.standsOnTape()) {
            findings.look(name(owned), () -> {
                evidence.requireTape(owned);
                return evidence.tapeKey(owned) + ": whole";
            });
            if (!examine(owned, level)) {
                nameDamage(owned);
            }
            new RunsLook(findings).look(name(owned), evidence.rolledUp(owned));
        }
        if (share.unproven() != null && !unreadable) {
            unproven(owned, level);
        }
    }

    /** What a client read has no transactions, so that there is nothing that it could be held against. */
    private void walk(Manifest.NodeShare owned, Proof.Level level) throws IOException {
        String key = owned.share().base().key().value();
        findings.look(name(owned), () -> {
            if (level != Proof.Level.PROOF) {
                evidence.requireWhole(owned, owned.share().base().key());
                return key + " read to the end: it has the size and SHA-256 that the backup states";
            }
            Replayed read = prover.replay(evidence.pieces(owned), owned.share().through(), List.of());
            return key + " read to the end: a whole tree of " + read.znodes() + " znodes";
        });
        findings.good(
                Findings.NOT_COMPARED,
                name(owned) + ": all of it. A client read it while the ensemble went on ("
                        + owned.share().walk()
                        + "): it is not one point in time, and no transactions are stored with it");
    }

    private boolean examine(Manifest.NodeShare owned, Proof.Level level) throws IOException {
        List<TapePiece> pieces = new ArrayList<>();
        boolean there = findings.look(name(owned), () -> {
            pieces.addAll(evidence.pieces(owned));
            return pieces.size() + " objects from " + pieces.get(0).name() + " on, "
                    + (owned.share().base().bytes() + owned.share().linkBytes()) + " bytes: all there";
        });
        if (there) {
            read.put(owned, pieces);
        }
        return there && (level == Proof.Level.PROOF ? replay(owned, pieces) : readThrough(owned));
    }

    private boolean readThrough(Manifest.NodeShare owned) throws IOException {
        return findings.look(name(owned), () -> {
            List<ObjectKey> keys = evidence.objects(owned);
            for (ObjectKey key : keys) {
                evidence.requireWhole(owned, key);
            }
            return keys.size() + " objects read to the end: each has the size and SHA-256 that the backup, or its own"
                    + " trailer, states";
        });
    }

    /** The first damage ended the look; whoever mends the archive wants to know all of it. */
    private void nameDamage(Manifest.NodeShare owned) throws IOException {
        for (ObjectKey key : evidence.objects(owned)) {
            try {
                evidence.requireWhole(owned, key);
            } catch (CorruptException | StoreException.NotFound e) {
                String message = String.valueOf(e.getMessage());
                if (!findings.says(message)) {
                    findings.bad(name(owned), message);
                }
            }
        }
    }

    private boolean replay(Manifest.NodeShare owned, List<TapePiece> pieces) throws IOException {
        Share share = owned.share();
        List<OtherBase> others = evidence.otherBases(owned);
        List<Zxid> windows = others.stream()
                .map(other -> other.earlier() ? share.baseEnd() : other.end())
                .distinct()
                .toList();
        List<Replayed> replayed = new ArrayList<>();
        boolean good = findings.look(name(owned), () -> {
            replayed.add(prover.replay(pieces, share.through(), windows));
            return "replayed from " + share.base().key() + ": " + ReplayWords.of(replayed.get(0));
        });
        if (!good) {
            return false;
        }
        replayed.get(0).doubts().forEach(doubt -> findings.bad(name(owned), doubt));
        Comparing comparing = new Comparing(owned, pieces, replayed.get(0), evidence, prover, findings);
        List<String> equal = comparing.with(others);
        tapes.add(tape(owned, replayed.get(0), equal));
        return true;
    }

    static Proof.OfTape tape(Manifest.NodeShare owned, Replayed replayed, List<String> equal) {
        return new Proof.OfTape(
                owned.node(),
                owned.share().source(),
                owned.share().tape(),
                replayed.through(),
                replayed.znodes(),
                replayed.transactions(),
                replayed.judged(),
                replayed.digests(),
                replayed.lastDigest().orElse(null),
                equal);
    }

    /** Reads what a restore takes only on request; how it reads says nothing of whether it was ever committed. */
    private void unproven(Manifest.NodeShare owned, Proof.Level level) throws IOException {
        findings.look(name(owned) + " unproven", () -> {
            List<TapePiece> pieces = evidence.piecesWithUnproven(owned);
            Zxid end = owned.share().end(true);
            if (level == Proof.Level.PROOF) {
                Replayed replayed = prover.replay(pieces, end, List.of());
                return "replayed through " + end + " with what is unproven: " + ReplayWords.of(replayed);
            }
            Optional<List<TapePiece>> committed = Optional.ofNullable(read.get(owned));
            for (TapePiece piece : pieces) {
                boolean known = committed.isPresent()
                        && committed.get().stream().anyMatch(one -> one.name().equals(piece.name()));
                if (!known) {
                    Twins.readThrough(piece);
                }
            }
            return "what is unproven, through " + end + ", is whole";
        });
    }

    static String name(Manifest.NodeShare owned) {
        return owned.node() + "/" + owned.share().source();
    }
}
