package dev.keepsake.catalog;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Puts a manifest, after a last look for tombs. A tomb that is put after that look is not old enough before this backup is
 * listed, so whoever comes to open it finds that it must not; unless the put takes days, after which it is withdrawn.
 */
final class Commit {

    private final Vault store;
    private final Layout layout;

    Commit(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
    }

    void put(Manifest manifest) throws IOException {
        put(manifest, store.json(layout.manifest(manifest.id()), manifest), manifest.created());
    }

    /**
     * The same with the bytes that somebody else made of it.
     *
     * @param seen when what it names was seen to be there, or no more than a day later
     */
    void put(Manifest manifest, byte[] bytes, Instant seen) throws IOException {
        ObjectKey key = layout.manifest(manifest.id());
        Tombs tombs = new Tombs(store, layout);
        Instant looked = store.now();
        tombs.requireNone(manifest.parts());
        SurePut.putIfAbsent(store, key, bytes);
        Instant put = store.now();
        // tombs that it would have met may be over by then
        boolean late = put.isAfter(seen.plus(Grace.NAMED_WITHIN));
        if (late || (put.isAfter(looked.plus(Grace.LONGEST_RUN)) && mayLack(manifest, tombs, put))) {
            store.delete(key);
            throw new RefusedException(
                    "backup " + manifest.id() + " was withdrawn: putting it took from " + (late ? seen : looked)
                            + " to " + put + " by the store's clock, so long that what it names may be gone");
        }
    }

    /** Whether somebody may have opened a tomb without having seen this backup. */
    private static boolean mayLack(Manifest manifest, Tombs tombs, Instant put) throws IOException {
        List<Tomb> open =
                tombs.read().stream().filter(tomb -> tomb.mayBeOpened(put)).toList();
        Set<ObjectKey> keys = Tombs.keys(open);
        for (Part part : manifest.parts()) {
            if (tombs.naming(part, keys).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
