package dev.keepsake.store;

import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.ObjectStoreContract;

/** The contract of a store behind a limit that never strikes. */
final class PacedStoreTest implements ObjectStoreContract {

    private static final RateLimits FAST = new RateLimits(new RateLimit(100L << 30), new RateLimit(100L << 30));

    private final MemoryStore memory = new MemoryStore();

    @Override
    public ObjectStore store() {
        return new PacedStore(memory, FAST);
    }

    @Override
    public ObjectStore again() {
        return new PacedStore(memory.again(), FAST);
    }
}
