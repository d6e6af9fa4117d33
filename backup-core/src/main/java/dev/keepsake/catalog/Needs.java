package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/** Which objects a part names by their keys; links and runs it names only by the range that they hold. */
final class Needs {

    private Needs() {}

    static List<ObjectKey> namedBy(Part part) {
        return pieces(part).stream().map(StoredPiece::key).toList();
    }

    /** The same, with what these objects are. */
    static List<StoredPiece> pieces(Part part) {
        List<StoredPiece> pieces = new ArrayList<>();
        for (Share share : part.shares()) {
            pieces.add(share.base());
            Unproven unproven = share.unproven();
            if (unproven != null) {
                Unproven.Snapshot base = unproven.base();
                if (base != null) {
                    pieces.add(base.piece());
                }
                Unproven.Tail tail = unproven.tail();
                if (tail != null) {
                    pieces.add(tail.piece());
                }
            }
        }
        for (DocumentShare share : part.documentShares()) {
            share.documents().forEach(document -> pieces.add(document.piece()));
        }
        return pieces;
    }
}
