package dev.keepsake.catalog;

import dev.keepsake.archive.Seal;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.Document;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SortedMap;
import java.util.TreeMap;

/** Seals artefacts: what their headers say, and how they get into the store. */
final class PieceWriter {

    private final Vault store;

    /** Writes a sealed object. */
    @FunctionalInterface
    private interface Sealing {

        /** Writes it whole, or throws. */
        Seal into(OutputStream out) throws IOException;
    }

    PieceWriter(Vault store) {
        this.store = store;
    }

    /** Streams an artefact into the store. A failure leaves nothing under the key, or something that is not whole. */
    StoredPiece write(ObjectKey key, Artefact artefact) throws IOException {
        return write(key, out -> seal(key, artefact, out));
    }

    /** The same for a document. */
    StoredPiece write(ObjectKey key, Document document) throws IOException {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("kind", "document");
        facts.put("sealed", store.now().toString());
        SealHeader header = SealHeader.of(key, document.length(), facts);
        return write(key, out -> seal(header, document.content(), out));
    }

    private StoredPiece write(ObjectKey key, Sealing sealing) throws IOException {
        try (ObjectWrite out = store.write(key)) {
            Seal seal = sealing.into(out);
            StoredPiece written = new StoredPiece(key, seal.bytes(), seal.sha256());
            commit(out, written);
            return written;
        }
    }

    /** Writes an artefact as a sealed object. */
    Seal seal(ObjectKey key, Artefact artefact, OutputStream out) throws IOException {
        return seal(SealHeader.of(key, artefact.length(), facts(artefact)), artefact.content(), out);
    }

    private Seal seal(SealHeader header, Content content, OutputStream out) throws IOException {
        try (InputStream in = content.open();
                SealWriter sealed = store.seal(out, header)) {
            sealed.writeAll(in);
            return sealed.finish();
        }
    }

    /** When the answer to a commit is lost, the store is asked what it holds. */
    private void commit(ObjectWrite out, StoredPiece written) throws IOException {
        try {
            out.commit();
        } catch (StoreException.OutcomeUnknown lost) {
            SealedPiece found = SealedPiece.look(store, new StoredObject(written.key(), written.bytes()));
            if (!found.stored().equals(written)) {
                throw lost;
            }
        }
    }

    private SortedMap<String, String> facts(Artefact artefact) throws IOException {
        boolean base = switch (artefact.kind()) {
            case BASE, UNPROVEN_BASE, WALK -> true;
            case LINK, UNPROVEN_TAIL -> false;
        };
        SortedMap<String, String> facts = new TreeMap<>(artefact.facts());
        facts.put("kind", word(artefact.kind()));
        facts.put(base ? "start" : "after", artefact.from().toString());
        facts.put(base ? "end" : "through", artefact.to().toString());
        facts.put("sealed", store.now().toString());
        return store.kept(facts);
    }

    static String word(Artefact.Kind kind) {
        return switch (kind) {
            case BASE -> "base";
            case LINK -> "link";
            case UNPROVEN_BASE -> "unproven-base";
            case UNPROVEN_TAIL -> "unproven-tail";
            case WALK -> "walk";
        };
    }
}
