package dev.keepsake.catalog;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.MemoryStore;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/** A store on the way to which some puts are held up for long. */
final class SlowStore implements ObjectStore {

    private final MemoryStore store;
    private final Predicate<ObjectKey> slow;
    private final Duration delay;

    SlowStore(MemoryStore store, Predicate<ObjectKey> slow, Duration delay) {
        this.store = store;
        this.slow = slow;
        this.delay = delay;
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        return store.write(key);
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        if (slow.test(key)) {
            store.setNow(store.now().plus(delay));
        }
        store.putIfAbsent(key, bytes);
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        return store.open(key, offset);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        return store.list(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        store.delete(key);
    }

    @Override
    public Instant now() throws StoreException {
        return store.now();
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public void close() {}
}
