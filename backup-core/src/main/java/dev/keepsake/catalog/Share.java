package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one source gave to a backup: a base and a range of a tape. Restoring it means replaying, over the base, every
 * transaction behind {@code replayAfter} through {@code through}.
 *
 * @param type the kind of source
 * @param tape the tape's ULID
 * @param baseStart the zxid in the snapshot's file name
 * @param baseEnd the end of its fuzzy window; nothing before it can be restored from this base
 * @param links how many links hold the range, and how many bytes they take in the store
 * @param throughTime milliseconds since 1970 on the leader's clock at the last transaction; 0 when there is none
 * @param facts what the source knew of itself: mode, version, epochs
 * @param added what this run stored
 */
public record Share(
        String source,
        String type,
        String tape,
        StoredPiece base,
        Zxid baseStart,
        Zxid baseEnd,
        Zxid replayAfter,
        Zxid through,
        long throughTime,
        int links,
        long linkBytes,
        SortedMap<String, String> facts,
        List<StoredPiece> added) {

    /** Keeps its own copies. */
    public Share {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        added = List.copyOf(added);
    }

    /** The highest epoch that this source has seen, whether or not a transaction of it is archived. */
    public long highestEpoch() {
        long highest = through.epoch();
        for (String name : List.of("current-epoch", "accepted-epoch")) {
            highest = Math.max(highest, Long.parseLong(facts.getOrDefault(name, "0")));
        }
        return Math.max(
                highest, Zxid.parse(facts.getOrDefault("committed", "0x0")).epoch());
    }
}
