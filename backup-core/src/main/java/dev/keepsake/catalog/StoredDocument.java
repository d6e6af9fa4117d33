package dev.keepsake.catalog;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A document of a backup.
 *
 * @param facts what its source knew of it, as words
 */
public record StoredDocument(String name, StoredPiece piece, SortedMap<String, String> facts) {

    /** Keeps its own copy. */
    public StoredDocument {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }
}
