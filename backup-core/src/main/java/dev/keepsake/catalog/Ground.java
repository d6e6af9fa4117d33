package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;

/**
 * A whole base that a replay can stand on.
 *
 * @param start the zxid in the snapshot's file name
 * @param end the end of its fuzzy window
 * @param replayAfter everything behind this zxid is replayed over it
 * @param servesItsEnd whether a backup of just that moment was made with it: the server's log then held no further record
 *     when the snapshot was finished, of which half could be in it
 */
record Ground(StoredPiece piece, Zxid start, Zxid end, Zxid replayAfter, boolean servesItsEnd) {

    boolean serves(Zxid target) {
        int order = end.compareTo(target);
        return order < 0 || (order == 0 && servesItsEnd);
    }
}
