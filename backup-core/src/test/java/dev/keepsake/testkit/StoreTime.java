package dev.keepsake.testkit;

import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.time.InstantSource;

/** The clock of a machine that goes as a store's does. */
public final class StoreTime {

    private StoreTime() {}

    /** Of this store. */
    public static InstantSource of(ObjectStore store) {
        return () -> {
            try {
                return store.now();
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
