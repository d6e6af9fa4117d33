package dev.keepsake.artefact;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares what the sources of one backup tell of each other, by the facts alone that they gave. */
@FunctionalInterface
public interface CrossCheck {

    /** Compares nothing. */
    CrossCheck NONE = told -> List.of();

    /**
     * What a source told of itself.
     *
     * @param type the kind of source
     */
    record Told(String node, String source, String type, SortedMap<String, String> facts) {

        /** Keeps its own copy. */
        public Told {
            facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        }
    }

    /** Sentences that say what does not fit together and what would come of it; none where all that can be compared fits. */
    List<String> contradictions(List<Told> sources);
}
