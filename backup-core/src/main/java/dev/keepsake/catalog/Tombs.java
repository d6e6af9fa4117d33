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

/**
 * What is to be removed. Nothing is removed before a tomb for it could be seen by everybody for longer than any backup takes,
 * and the tomb stays as long again after that; so a backup that finds none just before its manifest, names nothing that goes.
 *
 * <p>The age of a tomb counts from a mark that is put after the tomb was seen in the store, so that a writer who was stopped
 * on the way makes it younger, never older. Records that were read once are not read again.
 */
final class Tombs {

    static final String RECORD = ".json";
    static final String SINCE = ".since.json";
    static final String DONE = ".done.json";

    private final Vault store;
    private final Layout layout;
    private final Map<String, Words> known = new HashMap<>();
    private final Map<ObjectKey, Instant> marks = new HashMap<>();

    /** What a tomb is for, when its writer says that it was put, and whether somebody who is trusted says so. */
    private record Words(Set<ObjectKey> keys, Instant time, boolean vouched) {

        static Words of(TombRecord record, boolean vouched) {
            return new Words(Set.copyOf(record.keys()), record.time(), vouched);
        }
    }

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
            Words words = known.containsKey(ulid) ? known.get(ulid) : words(key(layout, ulid, RECORD));
            known.put(ulid, words);
            // nobody can have seen it before it was put: one of the two clocks was behind, and the later time errs to
            // the safe side
            Optional<Instant> since =
                    mark(ulid, SINCE, there).map(seen -> seen.isBefore(words.time()) ? words.time() : seen);
            return Optional.of(new Tomb(ulid, words.keys(), since, mark(ulid, DONE, there), words.vouched()));
        } catch (CorruptException | StoreException.NotFound opensNothing) {
            return Optional.empty();
        }
    }

    private Words words(ObjectKey key) throws IOException {
        byte[] bytes = Json.bytes(store, key);
        try {
            return Words.of(store.vouched(key, bytes, TombRecord.class), true);
        } catch (UnvouchedException foreign) {
            return Words.of(Json.read(key, bytes, TombRecord.class), false);
        }
    }

    private Optional<Instant> mark(String ulid, String kind, Set<String> there) throws IOException {
        if (!there.contains(kind)) {
            return Optional.empty();
        }
        ObjectKey key = key(layout, ulid, kind);
        try {
            if (!marks.containsKey(key)) {
                marks.put(key, store.vouched(key, TombMark.class).time());
            }
            return Optional.of(marks.get(key));
        } catch (CorruptException | StoreException.NotFound unsaid) {
            return Optional.empty();
        }
    }

    static ObjectKey key(Layout layout, String ulid, String kind) {
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
    Optional<String> naming(Part part, Set<ObjectKey> tombed) throws IOException {
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
    Optional<ObjectKey> onTape(TapeName tape, ObjectKey base, Zxid replayAfter, Set<ObjectKey> tombed)
            throws IOException {
        String prefix = layout.tape(tape);
        List<ObjectKey> onIt = tombed.stream()
                .filter(key -> key.value().startsWith(prefix))
                .sorted()
                .toList();
        Optional<ObjectKey> behind = onIt.stream()
                .filter(key -> key.equals(base) || isBehind(key, replayAfter))
                .findFirst();
        return behind.isPresent() ? behind : begunBefore(tape, replayAfter, onIt);
    }

    /** Surely with transactions behind a zxid: begun at it or later, or known to end later. */
    private static boolean isBehind(ObjectKey key, Zxid zxid) {
        return Layout.linkAfter(key).filter(after -> after.compareTo(zxid) >= 0).isPresent()
                || Layout.runRange(key)
                        .filter(range -> range[1].compareTo(zxid) > 0)
                        .isPresent();
    }

    /**
     * A link to be removed in whose midst a zxid is. Where a link ends stands in no key: no later than where the next piece
     * begins, and whatever a run holds that stays is not lost with it.
     */
    private Optional<ObjectKey> begunBefore(TapeName tape, Zxid zxid, List<ObjectKey> tombed) throws IOException {
        Optional<ObjectKey> last =
                tombed.stream().filter(key -> Layout.linkAfter(key).isPresent()).reduce((one, later) -> later);
        if (last.isEmpty()) {
            return last;
        }
        Zxid after = Layout.linkAfter(last.get()).orElseThrow();
        Optional<StoredObject> next =
                store.list(layout.links(tape), last.get().value()).next();
        if (next.isPresent() && begins(next.get().key(), after, zxid)) {
            return Optional.empty();
        }
        Set<ObjectKey> gone = Set.copyOf(tombed);
        for (StoredObject run : store.list(layout.runs(tape), "").all()) {
            Optional<Zxid[]> range = Layout.runRange(run.key());
            boolean holds = range.filter(some -> some[0].compareTo(zxid) <= 0 && some[1].compareTo(zxid) > 0)
                            .isPresent()
                    && !gone.contains(run.key());
            if (holds || range.filter(some -> isIn(some[0], after, zxid)).isPresent()) {
                return Optional.empty();
            }
        }
        return last;
    }

    private static boolean begins(ObjectKey link, Zxid after, Zxid through) {
        return Layout.linkAfter(link)
                .filter(begin -> isIn(begin, after, through))
                .isPresent();
    }

    private static boolean isIn(Zxid zxid, Zxid after, Zxid through) {
        return zxid.compareTo(after) > 0 && zxid.compareTo(through) <= 0;
    }
}
