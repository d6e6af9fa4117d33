package dev.keepsake.zookeeper;

/**
 * Where and why the records of a log end.
 *
 * @param offset the boundary behind the last good record: where the next would begin
 * @param reason in words, for a person
 */
public record LogEnd(Kind kind, long offset, String reason) {

    /** What stands behind the last record. */
    public enum Kind {
        /** Nothing: the bytes end there. */
        CLEAN,
        /** Zeros, as servers write them ahead of the records to come. */
        PADDING,
        /**
         * Something that is no record: half a record, a changed one, or anything behind zeros. On a log that a server is
         * writing, its last record may look so for a moment.
         */
        DAMAGED
    }
}
