package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Keeps what a walk through a running ensemble gave, as an artefact of one backup; or, where nothing has changed since the
 * newest backup, names what that one stored.
 */
final class WalkWriter {

    static final String NAME = "walk";

    /** The fact that is equal for equal trees, and for no others. */
    private static final String CONTENT = "content";

    private final Vault store;
    private final ObjectKey key;
    private final Earlier earlier;

    /** What walks there are that the same tree may have given. */
    @FunctionalInterface
    interface Earlier {

        /** Looks them up. */
        List<StoredPiece> walks() throws IOException;
    }

    /** A walk that is stored, by this run or by an earlier one. */
    record Kept(StoredPiece piece, Walk walk, boolean added) {

        /** What it gives to a backup. */
        Share share(String source, String type, SortedMap<String, String> facts) {
            return new Share(
                    source,
                    type,
                    "",
                    piece,
                    walk.last(),
                    walk.last(),
                    walk.last(),
                    walk.last(),
                    0,
                    0,
                    0,
                    facts,
                    added ? List.of(piece) : List.of(),
                    null,
                    walk);
        }
    }

    WalkWriter(Vault store, ObjectKey key, Earlier earlier) {
        this.store = store;
        this.key = key;
        this.earlier = earlier;
    }

    Kept receive(Artefact artefact) throws IOException {
        Walk walk = new Walk(artefact.from(), artefact.to());
        Optional<StoredPiece> same = same(artefact);
        if (same.isPresent()) {
            return new Kept(same.get(), walk, false);
        }
        StoredPiece written = new PieceWriter(store).write(key, artefact);
        StoredPiece found =
                SealedPiece.look(store, new StoredObject(key, written.bytes())).stored();
        if (!found.equals(written)) {
            throw new CorruptException("the store does not hold what was written as " + key + " (" + written.bytes()
                    + " bytes, SHA-256 " + written.sha256() + ")");
        }
        return new Kept(written, walk, true);
    }

    private Optional<StoredPiece> same(Artefact artefact) throws IOException {
        for (StoredPiece piece : earlier.walks()) {
            if (holds(piece, artefact)) {
                return Optional.of(piece);
            }
        }
        return Optional.empty();
    }

    /** One that is gone or not whole is no reason to fail: the tree is stored anew. */
    private boolean holds(StoredPiece piece, Artefact artefact) throws IOException {
        try {
            SealedPiece found = SealedPiece.look(store, new StoredObject(piece.key(), piece.bytes()));
            String content = found.header().facts().get(CONTENT);
            return found.stored().equals(piece)
                    && found.header().length() == artefact.length()
                    && content != null
                    && Objects.equals(content, store.kept(artefact.facts()).get(CONTENT));
        } catch (CorruptException | StoreException.NotFound unusable) {
            return false;
        }
    }
}
