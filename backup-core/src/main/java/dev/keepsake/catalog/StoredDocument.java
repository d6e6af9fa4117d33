package dev.keepsake.catalog;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A document of a backup.
 *
 * @param name as {@link dev.keepsake.artefact.Document} allows it, whoever wrote the record
 * @param facts what its source knew of it, as words
 */
public record StoredDocument(String name, StoredPiece piece, SortedMap<String, String> facts) {

    /** Keeps its own copy, and refuses a name that no document has: it becomes that of a file. */
    public StoredDocument {
        ArchiveKeys.requireName(name);
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }
}
