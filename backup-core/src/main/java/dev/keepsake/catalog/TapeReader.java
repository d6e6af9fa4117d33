package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a tape holds, by its objects alone. */
final class TapeReader {

    private final Vault store;
    private final Layout layout;
    private final TapeName tape;

    TapeReader(Vault store, Layout layout, TapeName tape) {
        this.store = store;
        this.layout = layout;
        this.tape = tape;
    }

    /** The newest tape of a source, if it has any. One listing request for each tape. */
    static Optional<TapeName> newest(Vault store, Layout layout, String node, String source) throws IOException {
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
     * The links and runs that lead from behind {@code after} to the end of the tape, each joined to the one before it.
     *
     * @throws CorruptException when one is cut or missing; the message says through which zxid the tape is good
     */
    List<Link> chain(Zxid after) throws IOException {
        return chainThrough(after, Course.END);
    }

    /** The same, but no further than one that holds {@code through}. */
    List<Link> chainThrough(Zxid after, Zxid through) throws IOException {
        return new Chain(store, layout, tape).follow(after, through, Set.of());
    }

    /**
     * The links behind one that is known to end at {@code reached}, each joined to the one before it.
     *
     * @throws CorruptException when one is cut or missing
     */
    List<Link> behind(Zxid reached) throws IOException {
        String known = layout.link(tape, new Zxid(reached.value() - 1)).value();
        List<Link> links = new ArrayList<>();
        Zxid end = reached;
        for (StoredObject object : store.list(layout.links(tape), known).all()) {
            Optional<Zxid> begins = Layout.linkAfter(object.key());
            if (begins.isPresent() && !begins.get().equals(end)) {
                throw new CorruptException("tape " + tape + " has a hole: the link after " + end
                        + " is missing and the next one begins after " + begins.get());
            }
            if (begins.isPresent()) {
                Link link = lookAt(object, end);
                links.add(link);
                end = link.through();
            }
        }
        return links;
    }

    private Link lookAt(StoredObject object, Zxid reached) throws IOException {
        try {
            return Link.look(store, object);
        } catch (CorruptException e) {
            throw new CorruptException(
                    "tape " + tape + " is good through " + reached + "; after it: " + e.getMessage(), e);
        }
    }
}
