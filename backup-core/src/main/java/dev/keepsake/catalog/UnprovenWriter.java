package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Keeps what one source cannot prove, as artefacts of one backup, beside its tape. */
final class UnprovenWriter {

    private final Vault store;
    private final PieceWriter pieces;
    private final Place place;
    private final List<StoredPiece> added = new ArrayList<>();
    private Unproven.@Nullable Snapshot base;
    private Unproven.@Nullable Tail tail;

    UnprovenWriter(Vault store, Place place) {
        this.store = store;
        this.pieces = new PieceWriter(store);
        this.place = place;
    }

    void receive(Artefact artefact) throws IOException {
        ObjectKey key = place.of(PieceWriter.word(artefact.kind()));
        StoredPiece piece = pieces.write(key, artefact);
        added.add(piece);
        SortedMap<String, String> facts = artefact.facts();
        String from = facts.getOrDefault("from", "");
        if (artefact.kind() == Artefact.Kind.UNPROVEN_BASE) {
            Zxid replayAfter = Zxid.parse(facts.getOrDefault("replay-after", "0x0"));
            base = new Unproven.Snapshot(piece, artefact.from(), artefact.to(), replayAfter, from);
        } else {
            tail = new Unproven.Tail(
                    piece,
                    artefact.from(),
                    artefact.to(),
                    number(facts, "count"),
                    number(facts, "first-time"),
                    number(facts, "last-time"),
                    from);
        }
    }

    /** What was received, after it was looked at in the store; null when nothing was. */
    @Nullable
    Unproven checked() throws IOException {
        for (StoredPiece piece : added) {
            SealedPiece found = SealedPiece.look(store, new StoredObject(piece.key(), piece.bytes()));
            if (!found.stored().equals(piece)) {
                throw new CorruptException("the store does not hold what was written as " + piece.key() + " ("
                        + piece.bytes() + " bytes, SHA-256 " + piece.sha256() + ")");
            }
        }
        return added.isEmpty() ? null : new Unproven(base, tail);
    }

    /** The share with this beside it; of what it is made when nothing is committed, see {@link Share#tape}. */
    Share join(Share committed) throws IOException {
        return new Share(
                committed.source(),
                committed.type(),
                committed.tape(),
                committed.base(),
                committed.baseStart(),
                committed.baseEnd(),
                committed.replayAfter(),
                committed.through(),
                committed.throughTime(),
                committed.links(),
                committed.linkBytes(),
                committed.facts(),
                with(committed.added()),
                checked());
    }

    /** A share of which nothing is committed. */
    Share alone(String type, SortedMap<String, String> facts) throws IOException {
        Unproven unproven = checked();
        if (unproven == null || unproven.base() == null) {
            throw new IllegalStateException("a source sent neither a base nor an unproven one");
        }
        Unproven.Snapshot snapshot = unproven.base();
        return new Share(
                place.source(),
                type,
                "",
                snapshot.piece(),
                snapshot.start(),
                snapshot.end(),
                snapshot.replayAfter(),
                snapshot.replayAfter(),
                0,
                0,
                0,
                facts,
                added,
                unproven);
    }

    private List<StoredPiece> with(List<StoredPiece> others) {
        List<StoredPiece> all = new ArrayList<>(others);
        all.addAll(added);
        return all;
    }

    private static long number(SortedMap<String, String> facts, String name) {
        return Long.parseLong(facts.getOrDefault(name, "0"));
    }
}
