package dev.keepsake.catalog;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What stands where in an archive, as far as it concerns one cluster: keys and sizes as they were listed. */
final class Inventory {

    private final NavigableMap<ObjectKey, Long> sizes = new TreeMap<>();

    static Inventory of(ObjectStore store, Layout layout) throws IOException {
        Inventory inventory = new Inventory();
        // keyrings last: whatever is listed here was encrypted with a key that one of them holds
        for (String prefix : List.of(layout.cluster() + "/", Layout.UPGRADES, Layout.KEYRINGS)) {
            Listing listing = store.list(prefix, "");
            for (Optional<StoredObject> next = listing.next(); next.isPresent(); next = listing.next()) {
                inventory.add(next.get());
            }
        }
        return inventory;
    }

    void add(StoredObject object) {
        sizes.put(object.key(), object.size());
    }

    Optional<Long> size(ObjectKey key) {
        return Optional.ofNullable(sizes.get(key));
    }

    /** Those whose keys begin so, in the order of their keys. */
    List<StoredObject> below(String prefix) {
        List<StoredObject> below = new ArrayList<>();
        for (Map.Entry<ObjectKey, Long> entry :
                sizes.tailMap(new ObjectKey(prefix + "-"), true).entrySet()) {
            if (!entry.getKey().value().startsWith(prefix)) {
                break;
            }
            below.add(new StoredObject(entry.getKey(), entry.getValue()));
        }
        return below;
    }

    /** All tapes of a cluster. */
    Set<TapeName> tapes(Layout layout) {
        Set<TapeName> tapes = new HashSet<>();
        below(layout.allTapes()).forEach(object -> layout.tapeOf(object.key()).ifPresent(tapes::add));
        return tapes;
    }

    /** The links of a tape. */
    List<StoredObject> links(Layout layout, TapeName tape) {
        return below(layout.links(tape)).stream()
                .filter(object -> Layout.linkAfter(object.key()).isPresent())
                .toList();
    }

    /** The runs of a tape. */
    List<StoredObject> runs(Layout layout, TapeName tape) {
        return below(layout.runs(tape)).stream()
                .filter(object -> Layout.runRange(object.key()).isPresent())
                .toList();
    }
}
