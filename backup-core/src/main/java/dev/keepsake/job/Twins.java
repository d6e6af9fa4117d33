package dev.keepsake.job;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Replayed;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.TapeProver;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Two replays that must have come to the same tree; one tree at a time is in memory, but where they differ. */
final class Twins {

    private final TapeProver prover;
    private final Findings findings;
    private final String subject;

    /**
     * One of the two.
     *
     * @param name where its base stands
     */
    record Twin(String name, List<TapePiece> pieces, Replayed replayed) {}

    Twins(TapeProver prover, Findings findings, String subject) {
        this.prover = prover;
        this.findings = findings;
        this.subject = subject;
    }

    /** Compares two at a moment of which both hold the state; notes, and says whether they are equal. */
    boolean compare(Twin one, Twin other, Replayed.State state) throws IOException {
        Replayed.State twin = other.replayed().behind(state.at()).orElseThrow();
        boolean vague = one.replayed().vagueParents() || other.replayed().vagueParents();
        boolean same = vague
                ? state.sumWithoutParents().equals(twin.sumWithoutParents())
                : state.sum().equals(twin.sum());
        if (same) {
            findings.good(
                    subject,
                    "equal node by node (" + other.replayed().znodes() + " znodes: data, access lists, quotas"
                            + (vague ? ", Stats without pzxid" : ", Stats") + ") at " + state.at() + ": replayed from "
                            + one.name() + " and from " + other.name());
            return true;
        }
        findings.bad(
                subject,
                "replayed to " + state.at() + ", " + one.name() + " and " + other.name() + " give different trees: "
                        + String.join("; ", prover.differences(one.pieces(), other.pieces(), state.at(), vague)));
        return false;
    }

    /** Why pieces cannot be read to their ends; empty when they can, so that what they say must count. */
    static Optional<String> damage(List<TapePiece> pieces) throws IOException {
        try {
            for (TapePiece piece : pieces) {
                readThrough(piece);
            }
            return Optional.empty();
        } catch (CorruptException | StoreException.NotFound damaged) {
            return Optional.of(String.valueOf(damaged.getMessage()));
        }
    }

    /** Reads one to its end, where its seal is checked. */
    static void readThrough(TapePiece piece) throws IOException {
        try (InputStream in = piece.artefact().content().open()) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
