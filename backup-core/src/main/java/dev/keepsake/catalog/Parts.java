package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The parts of one backup, put by its nodes one by one. What was read whole is not read again, so that looking often
 * costs one listing each time.
 */
public final class Parts {

    private final Vault store;
    private final Layout layout;
    private final BackupId id;
    private final Claims claims;
    private final SortedMap<String, Part> known = new TreeMap<>();

    Parts(Vault store, Layout layout, BackupId id, RandomGenerator random) {
        this.store = store;
        this.layout = layout;
        this.id = id;
        this.claims = new Claims(store, layout, id, random);
    }

    /**
     * What there is now.
     *
     * @param whole parts by node
     * @param unreadable why a node's part cannot be used, by node
     * @param claimed who captures for all, and what they captured
     */
    public record Found(SortedMap<String, Part> whole, SortedMap<String, String> unreadable, Claimed claimed) {

        /** Keeps its own copies. */
        public Found {
            whole = Collections.unmodifiableSortedMap(new TreeMap<>(whole));
            unreadable = Collections.unmodifiableSortedMap(new TreeMap<>(unreadable));
        }
    }

    /** Looks for parts; a damaged one is named and does not keep the others from being used. */
    public Found look() throws IOException {
        SortedMap<String, String> unreadable = new TreeMap<>();
        Set<ObjectKey> listed = new HashSet<>();
        Listing objects = store.list(layout.parts(id), "");
        for (Optional<StoredObject> next = objects.next(); next.isPresent(); next = objects.next()) {
            listed.add(next.get().key());
            Optional<String> node = layout.partNode(id, next.get().key());
            if (node.isPresent() && !known.containsKey(node.get())) {
                try {
                    known.put(node.get(), read(node.get()));
                } catch (CorruptException | RefusedException e) {
                    unreadable.put(node.get(), String.valueOf(e.getMessage()));
                }
            }
        }
        return new Found(known, unreadable, claims.look(listed));
    }

    /** Who captures what every node would capture alike; what there is of it, {@link #look} finds. */
    public Claims claims() {
        return claims;
    }

    /**
     * The part that this node put before, by a run that did not get to its end. A damaged one is removed: nobody can
     * have used it, and its node alone may put it anew.
     */
    public Optional<Part> own(String node) throws IOException {
        try {
            return Optional.of(read(node));
        } catch (StoreException.NotFound none) {
            return Optional.empty();
        } catch (CorruptException damaged) {
            store.delete(layout.part(id, node));
            return Optional.empty();
        }
    }

    /** Puts a node's part. */
    public void put(Part part) throws IOException {
        try {
            ObjectKey key = layout.part(id, part.node());
            SurePut.putIfAbsent(store, key, store.json(key, part));
        } catch (StoreException.AlreadyExists another) {
            throw new RefusedException("somebody else put " + layout.part(id, part.node())
                    + " at the same time: is another agent running with node '" + part.node() + "' and cluster '"
                    + layout.cluster() + "'? End it; the next run goes on from what is there");
        }
    }

    private Part read(String node) throws IOException {
        ObjectKey key = layout.part(id, node);
        Part part = store.vouched(key, Part.class);
        if (!part.node().equals(node)) {
            throw new CorruptException(
                    key + " is the part of node " + part.node() + ": it was moved here from elsewhere");
        }
        return part;
    }
}
