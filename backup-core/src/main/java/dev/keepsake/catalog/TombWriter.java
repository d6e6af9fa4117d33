package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/** Puts tombs, notes what is seen of them, and takes them away. {@link Tombs} reads them. */
final class TombWriter {

    /** How many objects one record is for. */
    static final int MOST_KEYS = 20_000;

    private final Vault store;
    private final Layout layout;
    private final AgreedTime time;
    private final RandomGenerator random;
    private String newest;

    /** {@code newest} is the name of the newest tomb there is; those that are put sort behind it. */
    TombWriter(Vault store, Layout layout, AgreedTime time, RandomGenerator random, String newest) {
        this.store = store;
        this.layout = layout;
        this.time = time;
        this.random = random;
        this.newest = newest;
    }

    /** Puts tombs for these objects; they are in force when this returns. */
    void bury(Collection<ObjectKey> keys, String by) throws IOException {
        List<ObjectKey> sorted = keys.stream().sorted().toList();
        for (int from = 0; from < sorted.size(); from += MOST_KEYS) {
            List<ObjectKey> some = sorted.subList(from, Math.min(sorted.size(), from + MOST_KEYS));
            Instant now = time.now();
            newest = Ulid.after(newest, now, random);
            ObjectKey key = Tombs.key(layout, newest, Tombs.RECORD);
            SurePut.putIfAbsent(store, key, store.json(key, new TombRecord(now, by, some)));
            mark(newest, Tombs.SINCE);
        }
    }

    /** Notes that a tomb is in the store. */
    void markSeen(Tomb tomb) throws IOException {
        mark(tomb.ulid(), Tombs.SINCE);
    }

    /**
     * Notes that all that a tomb is for was gone when it was listed last. A mark that was long on its way is taken back: what
     * came again may have been removed meanwhile, and behind that the tomb must stay as long as ever.
     */
    void markDone(Tomb tomb) throws IOException {
        Instant begun = store.now();
        mark(tomb.ulid(), Tombs.DONE);
        if (store.now().isAfter(begun.plus(Grace.LONGEST_RUN))) {
            store.delete(Tombs.key(layout, tomb.ulid(), Tombs.DONE));
        }
    }

    /** A mark that is torn is none, and may be put anew. */
    private void mark(String ulid, String kind) throws IOException {
        ObjectKey key = Tombs.key(layout, ulid, kind);
        Instant now = time.now();
        try {
            SurePut.putIfAbsent(store, key, store.json(key, new TombMark(now)));
        } catch (StoreException.AlreadyExists another) {
            try {
                store.vouched(key, TombMark.class);
            } catch (CorruptException torn) {
                store.delete(key);
            }
        }
    }

    /** Takes a tomb away. The mark goes first: whatever is left if this is interrupted is younger, never older. */
    void remove(Tomb tomb) throws IOException {
        store.delete(Tombs.key(layout, tomb.ulid(), Tombs.SINCE));
        store.delete(Tombs.key(layout, tomb.ulid(), Tombs.RECORD));
        store.delete(Tombs.key(layout, tomb.ulid(), Tombs.DONE));
    }
}
