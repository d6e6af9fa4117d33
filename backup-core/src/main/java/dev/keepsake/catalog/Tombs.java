package dev.keepsake.catalog;

import dev.keepsake.archive.UnvouchedException;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is to be removed. Nothing is removed before a tomb for it could be seen by everybody for longer than any backup takes,
 * and the tomb stays as long again after that; so a backup that finds none just before its manifest, names nothing that goes.
 *
 * <p>The age of a tomb counts from a mark that is put after the tomb was seen in the store, so that a writer who was stopped
 * on the way makes it younger, never older. Records that were read once are not read again.
 */
final class Tombs {

    /** How many objects one record is for. */
    static final int MOST_KEYS = 20_000;

    private static final String RECORD = ".json";
    private static final String SINCE = ".since.json";
    private static final String DONE = ".done.json";

    private final Vault store;
    private final Layout layout;
    private final Map<String, Words> known = new HashMap<>();
    private final Map<ObjectKey, Instant> marks = new HashMap<>();

    /** What a tomb is for, and whether somebody who is trusted says so. */
    private record Words(Set<ObjectKey> keys, boolean vouched) {}

    Tombs(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
    }

    /** All there are, oldest first, whoever put them. One that is damaged opens nothing, so it is passed over. */
    List<Tomb> read() throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        for (StoredObject object : store.list(layout.tombs(), "").all()) {
            String name = object.key().value().substring(layout.tombs().length());
            int end = name.indexOf('.');
            if (end > 0 && Ulid.isUlid(name.substring(0, end))) {
                found.computeIfAbsent(name.substring(0, end), none -> new HashSet<>())
                        .add(name.substring(end));
            }
        }
        List<Tomb> tombs = new ArrayList<>();
        for (Map.Entry<String, Set<String>> one : found.entrySet()) {
            if (one.getValue().contains(RECORD)) {
                read(one.getKey(), one.getValue()).ifPresent(tombs::add);
            }
        }
        return tombs;
    }

    private Optional<Tomb> read(String ulid, Set<String> there) throws IOException {
        try {
            Words words = known.containsKey(ulid) ? known.get(ulid) : words(key(ulid, RECORD));
            known.put(ulid, words);
            return Optional.of(
                    new Tomb(ulid, words.keys(), mark(ulid, SINCE, there), mark(ulid, DONE, there), words.vouched()));
        } catch (CorruptException | StoreException.NotFound opensNothing) {
            return Optional.empty();
        }
    }

    private Words words(ObjectKey key) throws IOException {
        byte[] bytes = Json.bytes(store, key);
        try {
            return new Words(
                    Set.copyOf(store.vouched(key, bytes, TombRecord.class).keys()), true);
        } catch (UnvouchedException foreign) {
            return new Words(Set.copyOf(Json.read(key, bytes, TombRecord.class).keys()), false);
        }
    }

    private Optional<Instant> mark(String ulid, String kind, Set<String> there) throws IOException {
        if (!there.contains(kind)) {
            return Optional.empty();
        }
        ObjectKey key = key(ulid, kind);
        try {
            if (!marks.containsKey(key)) {
                marks.put(key, store.vouched(key, TombMark.class).time());
            }
            return Optional.of(marks.get(key));
        } catch (CorruptException | StoreException.NotFound unsaid) {
            return Optional.empty();
        }
    }

    /** Puts tombs for these objects; they are in force when this returns. */
    void bury(Collection<ObjectKey> keys, String by, String newest, RandomGenerator random) throws IOException {
        List<ObjectKey> sorted = keys.stream().sorted().toList();
        String before = newest;
        for (int from = 0; from < sorted.size(); from += MOST_KEYS) {
            List<ObjectKey> some = sorted.subList(from, Math.min(sorted.size(), from + MOST_KEYS));
            Instant now = store.now();
            String ulid = Ulid.after(before, now, random);
            ObjectKey key = key(ulid, RECORD);
            SurePut.putIfAbsent(store, key, store.json(key, new TombRecord(now, by, some)));
            mark(ulid, SINCE);
            before = ulid;
        }
    }

    /** Notes that a tomb is in the store. */
    void markSeen(Tomb tomb) throws IOException {
        mark(tomb.ulid(), SINCE);
    }

    /** Notes that all that a tomb is for was gone when it was listed last. */
    void markDone(Tomb tomb) throws IOException {
        mark(tomb.ulid(), DONE);
    }

    /** A mark that is torn is none, and may be put anew. */
    private void mark(String ulid, String kind) throws IOException {
        ObjectKey key = key(ulid, kind);
        Instant now = store.now();
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
        store.delete(key(tomb.ulid(), SINCE));
        store.delete(key(tomb.ulid(), RECORD));
        store.delete(key(tomb.ulid(), DONE));
    }

    private ObjectKey key(String ulid, String kind) {
        return new ObjectKey(layout.tombs() + ulid + kind);
    }

    /** What all tombs are for. */
    static Set<ObjectKey> keys(Collection<Tomb> tombs) {
        Set<ObjectKey> keys = new HashSet<>();
        tombs.forEach(tomb -> keys.addAll(tomb.keys()));
        return keys;
    }

    /** Refuses a backup that would name what is to be removed. */
    void requireNone(List<Part> parts) throws IOException {
        Set<ObjectKey> tombed = keys(read());
        for (Part part : parts) {
            Optional<String> reason = naming(part, tombed);
            if (reason.isPresent()) {
                throw new RefusedException("no backup may be made of this: " + reason.get());
            }
        }
    }

    /** Why a part must not be named by a manifest: something in it is to be removed. */
    Optional<String> naming(Part part) throws IOException {
        return naming(part, keys(read()));
    }

    /** The same of certain tombs. */
    Optional<String> naming(Part part, Set<ObjectKey> tombed) {
        if (tombed.isEmpty()) {
            return Optional.empty();
        }
        Optional<ObjectKey> named =
                Needs.namedBy(part).stream().filter(tombed::contains).findFirst();
        for (Share share : part.shares()) {
            if (named.isEmpty() && share.standsOnTape()) {
                TapeName tape = new TapeName(part.node(), share.source(), share.tape());
                named = onTape(tape, share.base().key(), share.replayAfter(), tombed);
            }
        }
        return named.map(key -> key + " is to be removed, as no backup needed it for long. The next run begins with a"
                + " base of its own");
    }

    /** Something of a tape that is to be removed, though a base or what leads on from it needs it. */
    Optional<ObjectKey> onTape(TapeName tape, ObjectKey base, Zxid replayAfter, Set<ObjectKey> tombed) {
        String prefix = layout.tape(tape);
        return tombed.stream()
                .filter(key -> key.value().startsWith(prefix))
                .filter(key -> key.equals(base) || isBehind(key, replayAfter))
                .sorted()
                .findFirst();
    }

    private static boolean isBehind(ObjectKey key, Zxid zxid) {
        @Nullable
        Zxid end = Layout.linkAfter(key)
                .map(after -> new Zxid(after.value() + 1))
                .or(() -> Layout.runRange(key).map(range -> range[1]))
                .orElse(null);
        return end != null && end.compareTo(zxid) > 0;
    }
}
