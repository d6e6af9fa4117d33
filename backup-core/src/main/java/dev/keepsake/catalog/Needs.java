package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/** Which objects a part names by their keys; links and runs it names only by the range that they hold. */
final class Needs {

    private Needs() {}

    static List<ObjectKey> namedBy(Part part) {
        List<ObjectKey> keys = new ArrayList<>();
        for (Share share : part.shares()) {
            keys.add(share.base().key());
            Unproven unproven = share.unproven();
            if (unproven != null) {
                Unproven.Snapshot base = unproven.base();
                if (base != null) {
                    keys.add(base.piece().key());
                }
                Unproven.Tail tail = unproven.tail();
                if (tail != null) {
                    keys.add(tail.piece().key());
                }
            }
        }
        for (DocumentShare share : part.documentShares()) {
            share.documents().forEach(document -> keys.add(document.piece().key()));
        }
        return keys;
    }
}
