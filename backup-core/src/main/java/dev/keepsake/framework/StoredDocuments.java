package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The documents of a backup that a restore needs, in memory; the others are passed over without being read. */
final class StoredDocuments {

    private final Set<String> wanted;
    private final Set<String> spared;
    private final List<String> tooLarge = new ArrayList<>();
    private final Map<String, JsonNode> documents = new HashMap<>();
    private SortedMap<String, String> facts = new TreeMap<>();

    StoredDocuments(Set<String> wanted) {
        this(wanted, Set.of());
    }

    /** {@code spared} are those of the wanted that may be too large to be used, since most is restored without them. */
    StoredDocuments(Set<String> wanted, Set<String> spared) {
        this.wanted = Set.copyOf(wanted);
        this.spared = Set.copyOf(spared);
    }

    void receive(Document document) throws IOException {
        if (!wanted.contains(document.name())) {
            return;
        }
        if (document.length() > Json.LARGEST && spared.contains(document.name())) {
            tooLarge.add("the document '" + document.name() + "' has " + document.length() + " bytes, and at most "
                    + Json.LARGEST + " are read here");
            return;
        }
        if (document.length() > Json.LARGEST) {
            throw new RefusedException("the document '" + document.name() + "' has " + document.length()
                    + " bytes; at most " + Json.LARGEST + " are restored");
        }
        try (InputStream in = document.content().open()) {
            documents.put(document.name(), Json.read(in, "the document '" + document.name() + "'"));
        }
    }

    void describe(SortedMap<String, String> known) {
        facts = new TreeMap<>(known);
    }

    /** What was passed over for its size, in sentences. */
    List<String> tooLarge() {
        return List.copyOf(tooLarge);
    }

    Optional<String> fact(String name) {
        return Optional.ofNullable(facts.get(name));
    }

    Optional<JsonNode> find(String name) {
        return Optional.ofNullable(documents.get(name));
    }

    JsonNode required(String name) throws RefusedException {
        return find(name)
                .orElseThrow(() -> new RefusedException("the backup has no document '" + name + "' of this source; is"
                        + " it a backup of another kind of source? It has: " + documents.keySet()));
    }
}
