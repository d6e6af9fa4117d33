package dev.keepsake.testkit;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.InputStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A store that denies what it was told to deny, and counts how often it was asked for that.
 *
 * @param closed what may not be read
 * @param kept what may not be deleted
 */
public record DenyingStore(
        ObjectStore under, Predicate<ObjectKey> closed, Predicate<ObjectKey> kept, AtomicInteger asked)
        implements ObjectStore {

    @Override
    public String location() {
        return under.location();
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        return under.write(key);
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        under.putIfAbsent(key, bytes);
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        deny(closed, key, "read");
        return under.open(key, offset);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        return under.list(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        deny(kept, key, "delete");
        under.delete(key);
    }

    private void deny(Predicate<ObjectKey> what, ObjectKey key, String doing) throws StoreException {
        if (what.test(key)) {
            asked.incrementAndGet();
            throw new StoreException.Denied("may not " + doing + " " + key, null);
        }
    }

    @Override
    public Instant now() throws StoreException {
        return under.now();
    }

    @Override
    public void close() {}
}
