package dev.keepsake.catalog;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a source without a tape gave to a backup: documents, each of them whole.
 *
 * @param type the kind of source
 * @param taken when the source had sent everything, on the store's clock
 * @param facts what the source knew of itself: its position, versions
 * @param documents in the order in which they were sent
 */
public record DocumentShare(
        String source, String type, Instant taken, SortedMap<String, String> facts, List<StoredDocument> documents) {

    /** Keeps its own copies. */
    public DocumentShare {
        ArchiveKeys.requireName(source);
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        documents = List.copyOf(documents);
    }

    /** The document of this name, if there is one. */
    public Optional<StoredDocument> document(String name) {
        return documents.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** How many bytes its documents take in the store. */
    public long bytes() {
        return documents.stream().mapToLong(one -> one.piece().bytes()).sum();
    }
}
