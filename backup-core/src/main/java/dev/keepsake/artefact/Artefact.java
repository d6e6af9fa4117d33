package dev.keepsake.artefact;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One named, finished piece of state on its way from a source to a sink.
 *
 * <p>What is called unproven is kept beside a tape, for a person to decide about.
 *
 * @param from for a base the zxid in its file name; for a link the zxid after which its transactions begin
 * @param to for a base the end of its fuzzy window; for a link the zxid of its last transaction
 * @param length how many bytes the content has
 * @param facts what a reader without keys may know, as words; never content
 */
public record Artefact(Kind kind, Zxid from, Zxid to, long length, SortedMap<String, String> facts, Content content) {

    /** What a piece of state is. */
    public enum Kind {
        /** A snapshot: the whole tree, fuzzy between {@code from} and {@code to}. */
        BASE,
        /** A run of consecutive transactions as they stand in the log. */
        LINK,
        /** A snapshot as a base is, of which nothing proves that all in it was committed: never part of a tape. */
        UNPROVEN_BASE,
        /** Transactions as a link holds them, of which nothing proves that they were committed: never part of a tape. */
        UNPROVEN_TAIL,
        /**
         * A whole tree in the form of a snapshot, read znode by znode while the ensemble went on from {@code from} to {@code
         * to}: not one point in time, and never part of a tape.
         */
        WALK
    }

    /** Keeps its own copy of the facts. */
    public Artefact {
        if (length < 0 || from.compareTo(to) > 0) {
            throw new IllegalArgumentException("an artefact from " + from + " to " + to + " of " + length + " bytes");
        }
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }
}
