package dev.keepsake.zookeeper;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;

/** A store in which something happens when an object is opened for the nth time. */
final class Opened implements ObjectStore {

    private final ObjectStore store;
    private final ObjectKey key;
    private final int times;
    private final Happening happening;
    private int opened;

    /** What somebody else does. */
    @FunctionalInterface
    interface Happening {
        void run() throws IOException;
    }

    Opened(ObjectStore store, ObjectKey key, int times, Happening happening) {
        this.store = store;
        this.key = key;
        this.times = times;
        this.happening = happening;
    }

    @Override
    public InputStream open(ObjectKey asked, long offset) throws StoreException {
        if (asked.equals(key) && ++opened == times) {
            try {
                happening.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return store.open(asked, offset);
    }

    @Override
    public ObjectWrite write(ObjectKey asked) throws StoreException {
        return store.write(asked);
    }

    @Override
    public void putIfAbsent(ObjectKey asked, byte[] bytes) throws StoreException {
        store.putIfAbsent(asked, bytes);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        return store.list(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey asked) throws StoreException {
        store.delete(asked);
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
    public void close() throws StoreException {
        store.close();
    }
}
