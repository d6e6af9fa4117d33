package dev.keepsake.config;

import dev.keepsake.job.StoreCheck;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreTraits;
import dev.keepsake.store.file.FileStore;
import dev.keepsake.store.s3.S3Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** Looks at stores of every kind. */
public final class StoreChecks {

    private StoreChecks() {}

    /** A look at the store that an agent writes to; makes no directory that is not there. */
    public static StoreCheck of(StoreConfig config, RandomGenerator random) throws IOException {
        if (!config.isFile()) {
            S3Store store = S3Store.openToCheck(Assembly.settings(config), Limits.of(config));
            return check(store, store::traits, random);
        }
        FileStore directory = FileStore.open(config.directory());
        return check(Limits.paced(directory, config), scratch -> FileStore.TRAITS, random);
    }

    /** The same of a store that is open already, by what all stores have. */
    public static StoreCheck of(ObjectStore store, RandomGenerator random) {
        return check(store, scratch -> List.of(), random);
    }

    private static StoreCheck check(ObjectStore store, StoreTraits traits, RandomGenerator random) {
        return new StoreCheck(store, traits, InstantSource.system(), random);
    }
}
