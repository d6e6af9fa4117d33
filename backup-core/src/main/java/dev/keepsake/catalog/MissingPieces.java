package dev.keepsake.catalog;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a backup names and the store does not have: bases and documents, by listings alone, so that whoever cannot open
 * anything can tell, too. Links may have been rolled up since, so of these coverage tells.
 */
final class MissingPieces {

    private final ObjectStore store;

    MissingPieces(ObjectStore store) {
        this.store = store;
    }

    /** A sentence for each of a backup's sources that lacks anything. */
    List<String> of(Manifest backup) throws IOException {
        SortedMap<String, List<StoredPiece>> named = new TreeMap<>();
        for (Manifest.NodeShare owned : backup.shares()) {
            named.computeIfAbsent(owned.node() + "/" + owned.share().source(), none -> new ArrayList<>())
                    .add(owned.share().base());
        }
        backup.documents()
                .forEach(owned -> named.computeIfAbsent(
                                owned.node() + "/" + owned.share().source(), none -> new ArrayList<>())
                        .addAll(owned.share().documents().stream()
                                .map(StoredDocument::piece)
                                .toList()));
        Map<String, Map<ObjectKey, Long>> folders = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, List<StoredPiece>> source : named.entrySet()) {
            missing(source.getValue(), folders)
                    .map(what -> source.getKey() + " of backup " + backup.id() + " cannot be restored: " + what)
                    .ifPresent(missing::add);
        }
        return missing;
    }

    private Optional<String> missing(List<StoredPiece> pieces, Map<String, Map<ObjectKey, Long>> folders)
            throws IOException {
        int lost = 0;
        String first = "";
        for (StoredPiece piece : pieces) {
            Long bytes = listed(folder(piece.key()), folders).get(piece.key());
            if (bytes == null || bytes != piece.bytes()) {
                first = lost == 0
                        ? piece.key() + (bytes == null ? " is gone" : " has " + bytes + " bytes, not " + piece.bytes())
                        : first;
                lost++;
            }
        }
        return lost == 0
                ? Optional.empty()
                : Optional.of(first + (lost == 1 ? "" : ", and " + (lost - 1) + " more objects are not as they were"));
    }

    private Map<ObjectKey, Long> listed(String folder, Map<String, Map<ObjectKey, Long>> folders) throws IOException {
        Map<ObjectKey, Long> known = folders.get(folder);
        if (known == null) {
            known = new HashMap<>();
            Listing listing = store.list(folder, "");
            for (Optional<StoredObject> one = listing.next(); one.isPresent(); one = listing.next()) {
                known.put(one.get().key(), one.get().size());
            }
            folders.put(folder, known);
        }
        return known;
    }

    private static String folder(ObjectKey key) {
        return key.value().substring(0, key.value().lastIndexOf('/') + 1);
    }
}
