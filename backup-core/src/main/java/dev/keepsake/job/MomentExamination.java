package dev.keepsake.job;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Replayed;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.TapeProver;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Leg;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.MomentEvidence;
import dev.keepsake.catalog.Moments;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.RolledUp;
import dev.keepsake.catalog.Share;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at a moment: takes the first share that is whole, as a restore does, or else ways around all damage; then holds what
 * that gives against other bases and other tapes. Damage that a restore goes around is named and spared.
 */
final class MomentExamination {

    private final Moments moments;
    private final MomentEvidence evidence;
    private final TapeProver prover;
    private final Findings findings;
    private final Proof.Level level;
    private final List<String> damage = new ArrayList<>();
    private final List<Proof.OfTape> tapes = new ArrayList<>();
    private List<Witnessed.Agreed> agreed = List.of();

    /** A share that is whole, and what its replay gave; nothing where it was only read. */
    private record Whole(Manifest.NodeShare owned, List<TapePiece> pieces, Optional<Replayed> replayed) {}

    MomentExamination(
            Moments moments, MomentEvidence evidence, TapeProver prover, Findings findings, Proof.Level level) {
        this.moments = moments;
        this.evidence = evidence;
        this.prover = prover;
        this.findings = findings;
        this.level = level;
    }

    List<Proof.OfTape> tapes() {
        return tapes;
    }

    List<Witnessed.Agreed> agreed() {
        return agreed;
    }

    /** Looks, and returns the way that a restore would take in the end. */
    Chosen look(Chosen chosen) throws IOException {
        Chosen way = chosen;
        Optional<Whole> whole = firstWhole(chosen);
        if (whole.isEmpty() && chosen.legs().isEmpty()) {
            Optional<Chosen> around = moments.aroundDamage(chosen.moment().zxid());
            way = around.orElse(chosen);
            whole = around.isPresent() ? firstWhole(way) : whole;
        }
        damage.addAll(0, way.damage());
        damage.addAll(0, chosen.damage());
        if (whole.isEmpty()) {
            damage.forEach(one -> findings.bad("moment", one));
            return way;
        }
        damage.forEach(findings::spared);
        noteWay(way, whole.get());
        for (RolledUp rolledUp : evidence.rolledUp(way, whole.get().owned())) {
            new RunsLook(findings).look(Examination.name(whole.get().owned()), rolledUp);
        }
        if (whole.get().replayed().isPresent()) {
            compare(way, whole.get());
        }
        return way;
    }

    private Optional<Whole> firstWhole(Chosen way) throws IOException {
        for (Manifest.NodeShare owned : way.shares()) {
            Optional<Whole> whole = whole(way, owned);
            if (whole.isPresent()) {
                return whole;
            }
        }
        return Optional.empty();
    }

    /** Notes what is damaged; a share that is whole and contradicts itself speaks against the moment. */
    private Optional<Whole> whole(Chosen way, Manifest.NodeShare owned) throws IOException {
        List<TapePiece> pieces = new ArrayList<>();
        try {
            pieces.addAll(evidence.pieces(way, owned));
            if (level != Proof.Level.PROOF) {
                for (TapePiece piece : pieces) {
                    Twins.readThrough(piece);
                }
                return Optional.of(new Whole(owned, pieces, Optional.empty()));
            }
            Zxid target = owned.share().through();
            Replayed replayed = prover.replay(pieces, target, List.of(target));
            return Optional.of(new Whole(owned, pieces, Optional.of(replayed)));
        } catch (CorruptException | StoreException.NotFound e) {
            String why = place(owned) + ": " + e.getMessage();
            if (pieces.isEmpty() || Twins.damage(pieces).isPresent()) {
                damage.add(why);
            } else {
                findings.bad(Examination.name(owned), why);
            }
            return Optional.empty();
        }
    }

    private void noteWay(Chosen way, Whole whole) {
        Share share = whole.owned().share();
        for (Leg leg : way.legs()) {
            findings.good(
                    "bridge",
                    "everything after " + leg.after() + " through " + leg.through() + " from tape " + leg.tape());
        }
        findings.good(
                Examination.name(whole.owned()),
                whole.pieces().size() + " objects from " + whole.pieces().get(0).name() + " on, "
                        + (share.base().bytes() + share.linkBytes())
                        + " bytes: read to the end, and each is whole and in its place");
        whole.replayed().ifPresent(replayed -> {
            findings.good(
                    Examination.name(whole.owned()),
                    "replayed from " + share.base().key() + ": " + ReplayWords.of(replayed));
            replayed.doubts().forEach(doubt -> findings.bad(Examination.name(whole.owned()), doubt));
        });
    }

    private void compare(Chosen way, Whole whole) throws IOException {
        Share share = whole.owned().share();
        Replayed replayed = whole.replayed().orElseThrow();
        List<String> equal = new ArrayList<>();
        for (Manifest.NodeShare other : others(way, whole.owned())) {
            damage.clear();
            Optional<Whole> twin = whole(way, other);
            damage.forEach(findings::spared);
            if (twin.isPresent() && areEqual(whole, twin.get())) {
                equal.add(other.share().base().key().value());
            }
        }
        findings.good(
                Findings.NOT_COMPARED,
                (equal.isEmpty()
                                ? "access lists and quotas, which digests do not cover: no other base leads to this moment; "
                                : "")
                        + "sessions; /zookeeper/config and the usage beside quotas, which each server writes itself");
        tapes.add(Examination.tape(whole.owned(), replayed, equal));
        Zxid after = share.replayAfter();
        agreed = WitnessStand.hear(
                share.source(),
                evidence.witnesses(share.source(), after, share.through()),
                after,
                share.through(),
                prover,
                findings);
    }

    private boolean areEqual(Whole one, Whole other) throws IOException {
        Replayed replayed = one.replayed().orElseThrow();
        Zxid target = one.owned().share().through();
        return new Twins(prover, findings, Examination.name(one.owned()))
                .compare(twin(one), twin(other), replayed.behind(target).orElseThrow());
    }

    private static Twins.Twin twin(Whole whole) {
        return new Twins.Twin(
                whole.pieces().get(0).name(), whole.pieces(), whole.replayed().orElseThrow());
    }

    /** Of each other tape the newest base, and of this one the next: each is as much to replay again. */
    private static List<Manifest.NodeShare> others(Chosen way, Manifest.NodeShare taken) {
        Set<String> heard = new HashSet<>();
        List<Manifest.NodeShare> others = new ArrayList<>();
        for (Manifest.NodeShare owned : way.shares()) {
            if (!owned.equals(taken) && heard.add(owned.share().tape())) {
                others.add(owned);
            }
        }
        return others;
    }

    private static String place(Manifest.NodeShare owned) {
        return "base " + owned.share().baseStart() + " of tape " + Examination.name(owned) + " "
                + owned.share().tape();
    }
}
