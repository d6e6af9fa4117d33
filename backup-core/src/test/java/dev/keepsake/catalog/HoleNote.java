package dev.keepsake.catalog;

import dev.keepsake.archive.Keys;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;

/** The note that something was removed from a tape on purpose, as somebody with these keys puts it. */
public final class HoleNote {

    private HoleNote() {}

    /** Puts it under a key. */
    public static void put(ObjectStore store, Keys by, ObjectKey key) throws IOException {
        store.putIfAbsent(key, new Vault(store, by).json(key, new TombMark(store.now())));
    }
}
