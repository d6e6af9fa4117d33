package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a tape holds, by its objects alone. */
final class TapeReader {

    private final ObjectStore store;
    private final Layout layout;
    private final TapeName tape;

    TapeReader(ObjectStore store, Layout layout, TapeName tape) {
        this.store = store;
        this.layout = layout;
        this.tape = tape;
    }

    /** The newest tape of a source, if it has any. One listing request for each tape. */
    static Optional<TapeName> newest(ObjectStore store, Layout layout, String node, String source) throws IOException {
        String prefix = layout.tapes(node, source);
        Optional<TapeName> newest = Optional.empty();
        String after = "";
        while (true) {
            Optional<StoredObject> next = store.list(prefix, after).next();
            if (next.isEmpty()) {
                return newest;
            }
            String rest = next.get().key().value().substring(prefix.length());
            String id = rest.substring(0, Math.max(0, rest.indexOf('/')));
            if (Ulid.isUlid(id)) {
                newest = Optional.of(new TapeName(node, source, id));
            }
            after = prefix + (id.isEmpty() ? rest : id + "/" + Layout.AFTER_ALL);
        }
    }

    /** The keys of the bases, the one that starts last first. */
    List<StoredObject> basesNewestFirst() throws IOException {
        List<StoredObject> bases =
                new ArrayList<>(store.list(layout.bases(tape), "").all());
        bases.removeIf(object -> Layout.baseRange(object.key()).isEmpty());
        Collections.reverse(bases);
        return bases;
    }

    /**
     * The links that lead from behind {@code after} to the end of the tape, each joined to the one before it.
     *
     * @throws CorruptException when one is cut or missing; the message says through which zxid the tape is good
     */
    List<Link> chain(Zxid after) throws IOException {
        return chainThrough(after, new Zxid(-1));
    }

    /** The same, but no further than a link that holds {@code through}. */
    List<Link> chainThrough(Zxid after, Zxid through) throws IOException {
        List<StoredObject> keys = store.list(layout.links(tape), "").all();
        keys.removeIf(object -> Layout.linkAfter(object.key()).isEmpty());
        List<Link> chain = new ArrayList<>();
        Zxid reached = after;
        for (StoredObject object : keys.subList(firstCovering(keys, after), keys.size())) {
            if (reached.compareTo(through) >= 0) {
                break;
            }
            Zxid begins = Layout.linkAfter(object.key()).orElseThrow();
            boolean joins = chain.isEmpty() ? begins.compareTo(reached) <= 0 : begins.equals(reached);
            if (!joins) {
                throw new CorruptException("tape " + tape + " has a hole: the link after " + reached
                        + " is missing and the next one begins after " + begins + "; it is good through " + reached);
            }
            Link link = lookAt(object, reached);
            chain.add(link);
            reached = link.through();
        }
        return chain;
    }

    private Link lookAt(StoredObject object, Zxid reached) throws IOException {
        try {
            return Link.look(store, object);
        } catch (CorruptException e) {
            throw new CorruptException(
                    "tape " + tape + " is good through " + reached + "; after it: " + e.getMessage(), e);
        }
    }

    /** The last link that begins at or before the zxid; past the end when there is no link at all. */
    private static int firstCovering(List<StoredObject> keys, Zxid after) {
        int first = 0;
        for (int i = 0; i < keys.size(); i++) {
            if (Layout.linkAfter(keys.get(i).key()).orElseThrow().compareTo(after) <= 0) {
                first = i;
            }
        }
        return first;
    }
}
