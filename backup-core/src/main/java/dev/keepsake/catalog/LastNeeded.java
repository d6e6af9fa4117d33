package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * When each of some things was needed last by a backup that is there already. Only what manifests say counts that can be
 * read, and that were put no later than now: a name that anybody gave an object says nothing.
 */
final class LastNeeded {

    /** What no more manifests than these name was needed long ago. */
    private static final int MOST_READ = 200;

    private final Vault store;
    private final Layout layout;
    private final Duration within;

    /** Looks no further back than this. */
    LastNeeded(Vault store, Layout layout, Duration within) {
        this.store = store;
        this.layout = layout;
        this.within = within;
    }

    /**
     * A time for each thing, at which or behind which a manifest that needs it was put, the epoch where none is found. Mostly
     * one manifest has them all.
     *
     * @param things how to tell from a manifest that it needs them
     */
    <T> Map<T, Instant> of(Map<T, Predicate<Manifest>> things) throws IOException {
        Map<T, Predicate<Manifest>> open = new LinkedHashMap<>(things);
        Map<T, Instant> found = new HashMap<>();
        things.keySet().forEach(thing -> found.put(thing, Instant.EPOCH));
        Instant now = store.now();
        for (Iterator<BackupId> ids = newestFirst(now); ids.hasNext() && !open.isEmpty(); ) {
            Optional<Manifest> manifest =
                    manifest(ids.next()).filter(one -> !one.created().isAfter(now));
            manifest.ifPresent(one -> open.entrySet().removeIf(entry -> {
                boolean needed = entry.getValue().test(one);
                if (needed) {
                    found.put(entry.getKey(), one.created());
                }
                return needed;
            }));
        }
        return found;
    }

    private Iterator<BackupId> newestFirst(Instant now) throws IOException {
        Deque<BackupId> newest = new ArrayDeque<>();
        ObjectKey before = layout.manifest(BackupId.ofSlot(now.minus(within)));
        ObjectKey last = layout.manifest(BackupId.ofSlot(now));
        Listing listing = store.list(layout.manifests(), before.value());
        for (Optional<StoredObject> next = listing.next(); next.isPresent(); next = listing.next()) {
            ObjectKey key = next.get().key();
            if (key.compareTo(last) > 0) {
                break;
            }
            Layout.manifestId(key).filter(id -> layout.manifest(id).equals(key)).ifPresent(newest::addLast);
            if (newest.size() > MOST_READ) {
                newest.removeFirst();
            }
        }
        return newest.descendingIterator();
    }

    private Optional<Manifest> manifest(BackupId id) throws IOException {
        ObjectKey key = layout.manifest(id);
        try {
            return Optional.of(Manifest.own(store, id, layout.cluster(), key, Json.bytes(store, key)));
        } catch (CorruptException | RefusedException | StoreException.NotFound saysNothing) {
            return Optional.empty();
        }
    }
}
