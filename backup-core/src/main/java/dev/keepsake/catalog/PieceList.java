package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** Notes what a source sends without reading it. */
final class PieceList implements ArtefactSink {

    private final Function<Artefact, ObjectKey> keys;
    private final List<TapePiece> pieces = new ArrayList<>();

    /** {@code keys} knows where a piece is stored. */
    PieceList(Function<Artefact, ObjectKey> keys) {
        this.keys = keys;
    }

    List<TapePiece> pieces() {
        return pieces;
    }

    @Override
    public Optional<Mark> end() {
        return Optional.empty();
    }

    @Override
    public void begin(TapeStart start) {
        pieces.clear();
    }

    @Override
    public Optional<Zxid> baseWanted() {
        return Optional.empty();
    }

    @Override
    public void receive(Artefact artefact) {
        pieces.add(new TapePiece(keys.apply(artefact).value(), artefact));
    }

    @Override
    public void describe(SortedMap<String, String> facts) {
        // pieces are all that is asked for
    }
}
