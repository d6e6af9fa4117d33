package dev.keepsake.zookeeper;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Counts what a reader asks a store for. */
final class CountingStore implements ObjectStore {

    private final ObjectStore store;
    private final List<ObjectKey> opened = Collections.synchronizedList(new ArrayList<>());
    private int lists;
    private int puts;

    CountingStore(ObjectStore store) {
        this.store = store;
    }

    /** How many reads were begun of objects with this in their key. */
    long reads(String part) {
        return opened.stream().filter(key -> key.value().contains(part)).count();
    }

    /** How many listings were begun. */
    int lists() {
        return lists;
    }

    /** How many puts there were. */
    int puts() {
        return puts;
    }

    /** How many puts, reads and listings there were. */
    int requests() {
        return puts + opened.size() + lists;
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        return store.write(key);
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        puts++;
        store.putIfAbsent(key, bytes);
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        opened.add(key);
        return store.open(key, offset);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        lists++;
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
    public void close() throws StoreException {
        store.close();
    }
}
