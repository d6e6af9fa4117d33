package dev.keepsake.artefact;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Why a tape begins, and whose it is.
 *
 * @param explanation the reason in words a person understands, with the zxids it rests on
 * @param facts the server's id, version and the like
 */
public record TapeStart(Reason reason, String explanation, SortedMap<String, String> facts) {

    /** Why the tape before this one could not go on. */
    public enum Reason {
        /** There is no tape before it. */
        FIRST,
        /** Transactions in between were purged or are missing. */
        GAP,
        /** The server was brought up to date by its leader in a way that leaves no trace in its log. */
        RESYNC,
        /** The server's history is no longer the archived one: it was restored, rolled back or replaced. */
        RESTORED
    }

    /** Keeps its own copy of the facts. */
    public TapeStart {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }
}
