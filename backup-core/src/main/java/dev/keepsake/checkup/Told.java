package dev.keepsake.checkup;

import dev.keepsake.artefact.Content;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a system told of itself, now or when a backup was made.
 *
 * @param source how the configuration calls it
 * @param facts what is known of it, as words
 * @param documents what it told, by name
 */
public record Told(String source, String type, SortedMap<String, String> facts, SortedMap<String, Content> documents) {

    /** Keeps its own copies. */
    public Told {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        documents = Collections.unmodifiableSortedMap(new TreeMap<>(documents));
    }

    /** A document, if it was told. */
    public Optional<Content> document(String name) {
        return Optional.ofNullable(documents.get(name));
    }
}
