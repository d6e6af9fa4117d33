package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Puts tombs, as a prune does. */
public final class Burial {

    private Burial() {}

    /** One tomb for these. */
    public static void of(ObjectStore store, ObjectKey... keys) throws IOException {
        new Tombs(new Vault(store, SealKeys.ofAgent()), new Layout("prod"))
                .bury(List.of(keys), "test", "", new Random(5));
    }
}
