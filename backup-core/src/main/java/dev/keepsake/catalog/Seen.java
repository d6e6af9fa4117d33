package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What runs that removed something had seen; the newest record that is whole counts. */
final class Seen {

    private static final int KEPT = 2;

    private final Vault store;
    private final Layout layout;
    private final RandomGenerator random;

    Seen(Vault store, Layout layout, RandomGenerator random) {
        this.store = store;
        this.layout = layout;
        this.random = random;
    }

    Optional<SeenRecord> newest() throws IOException {
        List<ObjectKey> keys = keys();
        Optional<SeenRecord> newest = Optional.empty();
        for (int i = keys.size() - 1; i >= 0 && newest.isEmpty(); i--) {
            newest = read(keys.get(i));
        }
        return newest;
    }

    private Optional<SeenRecord> read(ObjectKey key) throws IOException {
        try {
            return Optional.of(store.vouched(key, SeenRecord.class));
        } catch (CorruptException | StoreException.NotFound unusable) {
            return Optional.empty();
        }
    }

    void put(SeenRecord record) throws IOException {
        List<ObjectKey> keys = keys();
        String newest = keys.isEmpty() ? "" : ulid(keys.get(keys.size() - 1));
        ObjectKey key = new ObjectKey(layout.seen() + Ulid.after(newest, record.time(), random) + ".json");
        SurePut.putIfAbsent(store, key, store.json(key, record));
        for (ObjectKey old : keys.subList(0, Math.max(0, keys.size() + 1 - KEPT))) {
            store.delete(old);
        }
    }

    private List<ObjectKey> keys() throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (StoredObject object : store.list(layout.seen(), "").all()) {
            if (Ulid.isUlid(ulid(object.key()))) {
                keys.add(object.key());
            }
        }
        return keys;
    }

    private String ulid(ObjectKey key) {
        String name = key.value().substring(layout.seen().length());
        return name.substring(0, Math.max(0, name.indexOf('.')));
    }
}
