package dev.keepsake.catalog;

import dev.keepsake.artefact.TapeStart;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tape.json} says of a tape.
 *
 * @param begun on the store's clock
 * @param before the tape that ended when this one began, null for the first
 * @param facts the server's id, version and epochs at that time
 */
record TapeRecord(
        String tape,
        Instant begun,
        @Nullable String before,
        TapeStart.Reason reason,
        String explanation,
        SortedMap<String, String> facts) {

    /** Keeps its own copy, and refuses epochs that none is. */
    TapeRecord {
        Share.epochIn(facts);
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }
}
