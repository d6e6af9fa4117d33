package dev.keepsake.job;

import dev.keepsake.catalog.ArchiveKeys;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The objects of one look at a store, below a prefix where nothing else is. */
final class CheckFolder {

    /** What stays where nobody may delete, and is used again by the next look. */
    private static final String KEPT = "kept";

    private static final int DELETERS = 8;

    private final ObjectStore store;
    private final String prefix;

    private CheckFolder(ObjectStore store, String name) {
        this.store = store;
        this.prefix = ArchiveKeys.STORE_CHECKS + name + "/";
    }

    /** One for a look that removes what it put. */
    static CheckFolder own(ObjectStore store, String name) {
        return new CheckFolder(store, name);
    }

    /** The one for looks that may not; in it, an object's bytes follow from its name. */
    static CheckFolder kept(ObjectStore store) {
        return new CheckFolder(store, KEPT);
    }

    String prefix() {
        return prefix;
    }

    ObjectKey key(String name) {
        return new ObjectKey(prefix + name);
    }

    void putIfAbsent(String name, byte[] bytes) throws StoreException {
        store.putIfAbsent(key(name), bytes);
    }

    void write(String name, byte[] bytes) throws IOException {
        try (ObjectWrite write = store.write(key(name))) {
            write.write(bytes);
            write.commit();
        }
    }

    InputStream open(String name, long offset) throws StoreException {
        return store.open(key(name), offset);
    }

    /** An object that should be small; no more than a little of it, should it be large. */
    byte[] read(String name, long offset) throws IOException {
        try (InputStream in = open(name, offset)) {
            return in.readNBytes(1 << 20);
        }
    }

    void delete(String name) throws StoreException {
        store.delete(key(name));
    }

    /** The names that begin so and sort after another one, in the order that the store gives them. */
    List<String> names(String begin, String after) throws StoreException {
        List<String> names = new ArrayList<>();
        Listing objects = store.list(prefix + begin, after.isEmpty() ? "" : prefix + after);
        for (Optional<StoredObject> next = objects.next(); next.isPresent(); next = objects.next()) {
            names.add(next.get().key().value().substring(prefix.length()));
        }
        return names;
    }

    /** Removes all that is here, and names what could not be removed. */
    List<String> remove() throws IOException {
        List<String> names = names("", "");
        Crowd.each(DELETERS, names.size(), index -> delete(names.get(index)));
        return names("", "").stream().map(name -> prefix + name).toList();
    }
}
