package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** A tape from its newest whole base to its end, every object of it looked at. */
final class TapeState {

    private final TapeName name;
    private final Set<ObjectKey> asked;
    private final List<Base> bases = new ArrayList<>();
    private final LinkRow links = new LinkRow();
    private final List<Link> runs = new ArrayList<>();
    private final Map<ObjectKey, StoredPiece> found = new HashMap<>();

    private TapeState(TapeName name, Set<ObjectKey> asked) {
        this.name = name;
        this.asked = asked;
    }

    /** A tape that was just begun. */
    static TapeState empty(TapeName name) {
        return new TapeState(name, Set.of());
    }

    /**
     * Looks at a tape in the store.
     *
     * @throws CorruptException when nothing can go on from it: it has no whole base, or the links behind that are cut or
     *     have a hole, as a killed agent or a store that broke its promises may leave them
     */
    static TapeState load(Vault store, Layout layout, TapeName name) throws IOException {
        return load(store, layout, name, Set.of());
    }

    /** The same, keeping of the links with these keys what is asked for in {@link #holds}. */
    static TapeState load(Vault store, Layout layout, TapeName name, Set<ObjectKey> asked) throws IOException {
        TapeReader reader = new TapeReader(store, layout, name);
        CorruptException newest = new CorruptException("tape " + name + " has no base");
        boolean first = true;
        for (StoredObject object : reader.basesNewestFirst()) {
            try {
                TapeState state = new TapeState(name, asked);
                Base base = Base.look(store, object);
                state.bases.add(base);
                reader.chain(base.replayAfter()).forEach(state::add);
                return state;
            } catch (CorruptException unusable) {
                newest = first ? unusable : newest;
                first = false;
            }
        }
        throw newest;
    }

    /**
     * Takes in what was added to the tape since it was looked at, and looks at that alone; false when it cannot be told
     * so, since its bases are not those that are known.
     *
     * @throws CorruptException when what was added is cut or does not join
     */
    boolean grow(Vault store, Layout layout) throws IOException {
        Optional<Link> last = links.last();
        TapeReader reader = new TapeReader(store, layout, name);
        List<StoredObject> stored = reader.basesNewestFirst();
        boolean sameBase = newestBase().isPresent()
                && !stored.isEmpty()
                && newestBase()
                        .get()
                        .piece()
                        .stored()
                        .key()
                        .equals(stored.get(0).key())
                && newestBase().get().piece().stored().bytes() == stored.get(0).size();
        if (last.isEmpty() || !sameBase) {
            return false;
        }
        reader.behind(last.get().through()).forEach(this::add);
        return true;
    }

    TapeName name() {
        return name;
    }

    /** Whether this base is all that the tape holds. */
    boolean holdsOnly(Artefact base) {
        return links.count() == 0 && bases.size() == 1 && bases.get(0).isOf(base);
    }

    /** The start of the base that is all that the tape holds. */
    Optional<Zxid> onlyBase() {
        return links.count() == 0 && bases.size() == 1
                ? Optional.of(bases.get(0).start())
                : Optional.empty();
    }

    Optional<Mark> end() {
        return links.last().map(Link::mark);
    }

    /** The last link, if there is any behind the base. */
    Optional<Link> last() {
        return links.last();
    }

    Optional<Base> newestBase() {
        return bases.isEmpty() ? Optional.empty() : Optional.of(bases.get(bases.size() - 1));
    }

    long linkBytesSinceBase() {
        return links.bytes();
    }

    void add(Base base) {
        bases.removeIf(there ->
                there.piece().stored().key().equals(base.piece().stored().key()));
        bases.add(base);
        links.dropThrough(base.replayAfter());
    }

    void add(Link link) {
        links.add(link);
        if (link.isRun()) {
            runs.add(link);
        }
        if (asked.contains(link.piece().stored().key())) {
            found.put(link.piece().stored().key(), link.piece().stored());
        }
    }

    /** Whether the tape holds just this object, which was asked for, or has a newer base that does not need it. */
    boolean holds(StoredPiece piece) {
        boolean listed = bases.stream().anyMatch(base -> base.piece().stored().equals(piece))
                || piece.equals(found.get(piece.key()));
        Optional<Zxid> after = Layout.linkAfter(piece.key());
        boolean behindBase = after.isPresent()
                && newestBase().isPresent()
                && after.get().compareTo(newestBase().get().replayAfter()) < 0
                && !found.containsKey(piece.key());
        boolean rolledUp = after.isPresent() && runs.stream().anyMatch(run -> run.holds(after.get()));
        return listed || behindBase || rolledUp || isOlderBase(piece.key());
    }

    /** Somebody else may have stored the same one under a name that sorts later, and then that is taken. */
    private boolean isOlderBase(ObjectKey key) {
        return Layout.baseRange(key).isPresent()
                && newestBase()
                        .filter(newest -> key.compareTo(newest.piece().stored().key()) < 0)
                        .isPresent();
    }

    /** What a backup takes from here: the newest base and everything behind it. */
    Share share(String source, String type, SortedMap<String, String> facts, List<StoredPiece> added)
            throws CorruptException {
        Base base = newestBase().orElseThrow(() -> new CorruptException("tape " + name + " has no whole base"));
        Optional<Link> last = links.last();
        Zxid through = last.map(Link::through).orElse(base.replayAfter());
        if (through.compareTo(base.end()) < 0) {
            throw new CorruptException("tape " + name + " ends at " + through
                    + ", inside the window of its base, which ends at " + base.end());
        }
        return new Share(
                source,
                type,
                name.id(),
                base.piece().stored(),
                base.start(),
                base.end(),
                base.replayAfter(),
                through,
                last.map(Link::lastTime).orElse(0L),
                links.count(),
                linkBytesSinceBase(),
                facts,
                added,
                null);
    }
}
