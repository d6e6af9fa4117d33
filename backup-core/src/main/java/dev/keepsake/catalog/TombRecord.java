package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import java.time.Instant;
import java.util.List;

/**
 * That objects are to be removed, and named by no new backup.
 *
 * @param time when it was written, on the store's clock; nobody has seen it earlier
 * @param by who wrote it
 */
record TombRecord(Instant time, String by, List<ObjectKey> keys) {

    TombRecord {
        keys = List.copyOf(keys);
    }
}
