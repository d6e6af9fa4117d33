package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import org.jspecify.annotations.Nullable;

/**
 * What a backup of stopped servers holds beyond what is proven to have been committed. It is no part of a tape, and a
 * restore takes it only when it is asked to.
 *
 * @param base where it begins; null when it goes on from the last transaction of the share
 * @param tail the transactions; null when the base is all there is
 */
public record Unproven(@Nullable Snapshot base, @Nullable Tail tail) {

    /**
     * A snapshot of one of the servers.
     *
     * @param replayAfter everything behind this zxid is replayed over it
     * @param from the directory it was found in
     */
    public record Snapshot(StoredPiece piece, Zxid start, Zxid end, Zxid replayAfter, String from) {}

    /**
     * Transactions of one of the servers' logs.
     *
     * @param after they are all behind this zxid
     * @param firstTime milliseconds since 1970 on the leader's clock at the first of them
     * @param from the directory they were found in
     */
    public record Tail(
            StoredPiece piece, Zxid after, Zxid through, long count, long firstTime, long lastTime, String from) {}

    /** The last transaction that a restore with all of this replays. */
    Zxid end(Zxid committed) {
        if (tail != null) {
            return tail.through();
        }
        return base == null ? committed : base.replayAfter();
    }

    /** How many bytes it takes in the store. */
    long bytes() {
        return (base == null ? 0 : base.piece().bytes())
                + (tail == null ? 0 : tail.piece().bytes());
    }
}
