package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;

/** Puts an object once; when the answer is lost, asks again, which the store answers with the truth. */
final class SurePut {

    private static final int TRIES = 3;

    private SurePut() {}

    static void putIfAbsent(ObjectStore store, ObjectKey key, byte[] bytes) throws StoreException {
        for (int tries = 1; ; tries++) {
            try {
                store.putIfAbsent(key, bytes);
                return;
            } catch (StoreException.OutcomeUnknown lost) {
                if (tries == TRIES) {
                    throw lost;
                }
            }
        }
    }
}
