package dev.keepsake.artefact;

import dev.keepsake.artefact.CheckReport.Finding;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks whether the documents of one backup fit together, by what they hold. Keeps nothing; every call may be repeated. */
@FunctionalInterface
public interface DocumentProver {

    /** Looks at nothing. */
    DocumentProver NONE = (held, silent) -> List.of();

    /**
     * What one node captured of one source.
     *
     * @param type the kind of source
     */
    record Held(String node, String source, String type, SortedMap<String, Content> documents) {

        /** Keeps its own copy. */
        public Held {
            documents = Collections.unmodifiableSortedMap(new TreeMap<>(documents));
        }
    }

    /**
     * A node that gave nothing.
     *
     * @param source of which source; empty for all of them
     */
    record Silent(String node, Optional<String> source) {}

    /** What was looked at and what was seen; fails only where documents cannot be read for want of the store. */
    List<Finding> look(List<Held> held, List<Silent> silent) throws IOException;
}
