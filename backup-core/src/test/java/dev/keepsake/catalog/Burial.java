package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.SealKeys;
import dev.keepsake.testkit.StoreTime;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Puts tombs, as a prune does. */
public final class Burial {

    private Burial() {}

    /** One tomb for these. */
    public static void of(ObjectStore store, ObjectKey... keys) throws IOException {
        of(new Vault(store, SealKeys.ofAgent()), new Random(5), keys);
    }

    /** The same as somebody else. */
    static void of(Vault store, Random random, ObjectKey... keys) throws IOException {
        new TombWriter(store, new Layout("prod"), new AgreedTime(store, StoreTime.of(store)), random, "")
                .bury(List.of(keys), "test");
    }
}
