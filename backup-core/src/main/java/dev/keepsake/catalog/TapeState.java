package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A tape from its newest whole base to its end, every object of it looked at. */
final class TapeState {

    private final TapeName name;
    private final List<Base> bases = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();

    private TapeState(TapeName name) {
        this.name = name;
    }

    /** A tape that was just begun. */
    static TapeState empty(TapeName name) {
        return new TapeState(name);
    }

    /**
     * Looks at a tape in the store.
     *
     * @throws CorruptException when nothing can go on from it: it has no whole base, or the links behind that are cut or
     *     have a hole, as a killed agent or a store that broke its promises may leave them
     */
    static TapeState load(ObjectStore store, Layout layout, TapeName name) throws IOException {
        TapeReader reader = new TapeReader(store, layout, name);
        CorruptException newest = new CorruptException("tape " + name + " has no base");
        boolean first = true;
        for (StoredObject object : reader.basesNewestFirst()) {
            try {
                TapeState state = new TapeState(name);
                Base base = Base.look(store, object);
                state.bases.add(base);
                state.links.addAll(reader.chain(base.replayAfter()));
                return state;
            } catch (CorruptException unusable) {
                newest = first ? unusable : newest;
                first = false;
            }
        }
        throw newest;
    }

    TapeName name() {
        return name;
    }

    /** Whether this base is all that the tape holds. */
    boolean holdsOnly(Artefact base) {
        return links.isEmpty() && bases.size() == 1 && bases.get(0).isOf(base);
    }

    Optional<Mark> end() {
        return links.isEmpty()
                ? Optional.empty()
                : Optional.of(links.get(links.size() - 1).mark());
    }

    Optional<Base> newestBase() {
        return bases.isEmpty() ? Optional.empty() : Optional.of(bases.get(bases.size() - 1));
    }

    long linkBytesSinceBase() {
        return links.stream().mapToLong(link -> link.piece().stored().bytes()).sum();
    }

    void add(Base base) {
        bases.removeIf(there ->
                there.piece().stored().key().equals(base.piece().stored().key()));
        bases.add(base);
        links.removeIf(link -> link.through().compareTo(base.replayAfter()) <= 0);
    }

    void add(Link link) {
        links.add(link);
    }

    /** Whether the tape holds just this object, or has a newer base that does not need it. */
    boolean holds(StoredPiece piece) {
        boolean listed = bases.stream().anyMatch(base -> base.piece().stored().equals(piece))
                || links.stream().anyMatch(link -> link.piece().stored().equals(piece));
        Optional<Zxid> after = Layout.linkAfter(piece.key());
        boolean behindBase = after.isPresent()
                && newestBase().isPresent()
                && after.get().compareTo(newestBase().get().replayAfter()) < 0
                && links.stream().noneMatch(link -> link.piece().stored().key().equals(piece.key()));
        return listed || behindBase;
    }

    /** What a backup takes from here: the newest base and everything behind it. */
    Share share(String source, String type, SortedMap<String, String> facts, List<StoredPiece> added)
            throws CorruptException {
        Base base = newestBase().orElseThrow(() -> new CorruptException("tape " + name + " has no whole base"));
        Optional<Link> last = links.isEmpty() ? Optional.empty() : Optional.of(links.get(links.size() - 1));
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
                links.size(),
                linkBytesSinceBase(),
                facts,
                added,
                null);
    }
}
