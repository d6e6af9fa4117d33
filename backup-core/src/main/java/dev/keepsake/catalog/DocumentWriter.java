package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps the documents of one source as artefacts of one backup. A failure leaves objects that no manifest names. */
public final class DocumentWriter implements DocumentSink {

    private final Vault store;
    private final PieceWriter pieces;
    private final Place place;
    private final List<StoredDocument> written = new ArrayList<>();
    private SortedMap<String, String> facts = new TreeMap<>();

    DocumentWriter(Vault store, Place place) {
        this.store = store;
        this.pieces = new PieceWriter(store);
        this.place = place;
    }

    @Override
    public void receive(Document document) throws IOException {
        if (written.stream().anyMatch(one -> one.name().equals(document.name()))) {
            throw new IllegalStateException(
                    "source " + place.source() + " sent two documents '" + document.name() + "'");
        }
        ObjectKey key = place.of(document.name());
        SortedMap<String, String> known = FactLimits.of(store.kept(document.facts()));
        written.add(new StoredDocument(document.name(), pieces.write(key, document), known));
    }

    @Override
    public void describe(SortedMap<String, String> known) {
        facts = FactLimits.of(known);
    }

    /** What was received, after it was looked at in the store. */
    public DocumentShare share(String type) throws IOException {
        for (StoredDocument document : written) {
            StoredPiece piece = document.piece();
            SealedPiece found = SealedPiece.look(store, new StoredObject(piece.key(), piece.bytes()));
            if (!found.stored().equals(piece)) {
                throw new CorruptException("the store does not hold what was written as " + piece.key() + " ("
                        + piece.bytes() + " bytes, SHA-256 " + piece.sha256() + ")");
            }
        }
        return new DocumentShare(place.source(), type, store.now(), facts, written);
    }
}
