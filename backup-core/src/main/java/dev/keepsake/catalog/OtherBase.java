package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.StoredObject;

/**
 * A base on a backup's tape that the backup does not begin with, but that leads to the same transactions.
 *
 * @param end the end of its fuzzy window
 * @param earlier whether it begins before the backup's own base
 */
public record OtherBase(StoredObject object, Zxid start, Zxid end, boolean earlier) {

    /** Where it is stored. */
    public String key() {
        return object.key().value();
    }
}
