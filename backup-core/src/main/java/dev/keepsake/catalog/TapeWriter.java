package dev.keepsake.catalog;

import dev.keepsake.archive.Seal;
import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Writes one source's tape: goes on with the newest one where that is whole, else begins another. Nothing it writes is a
 * backup until a manifest names it, and everything it wrote stays useful when the run fails.
 */
public final class TapeWriter implements ArtefactSink {

    /** The fact that a source leaves out when nothing that it sent is proven to have been committed. */
    private static final String COMMITTED = "committed";

    private final ObjectStore store;
    private final Layout layout;
    private final String node;
    private final String source;
    private final RandomGenerator random;
    private final BasePolicy policy;
    private final PieceWriter pieces;
    private final UnprovenWriter unproven;

    private final List<StoredPiece> added = new ArrayList<>();
    private Optional<TapeState> tape = Optional.empty();
    private Optional<TapeStart> beginning = Optional.empty();
    private String whyUnusable = "the tape before it holds a base and no transaction to go on from";
    private SortedMap<String, String> facts = new TreeMap<>();

    TapeWriter(
            ObjectStore store,
            Layout layout,
            String node,
            String source,
            RandomGenerator random,
            UnprovenWriter unproven) {
        this.store = store;
        this.layout = layout;
        this.node = node;
        this.source = source;
        this.random = random;
        this.policy = BasePolicy.DEFAULT;
        this.pieces = new PieceWriter(store);
        this.unproven = unproven;
    }

    @Override
    public Optional<Mark> end() throws IOException {
        Optional<TapeName> newest = TapeReader.newest(store, layout, node, source);
        tape = Optional.empty();
        if (newest.isPresent()) {
            try {
                tape = Optional.of(TapeState.load(store, layout, newest.get()));
            } catch (CorruptException unusable) {
                whyUnusable = "the tape before it cannot be gone on from: " + unusable.getMessage();
            }
        }
        return tape.flatMap(TapeState::end);
    }

    /** The tape itself begins with its base, so that a run that dies before leaves nothing. */
    @Override
    public void begin(TapeStart start) {
        beginning = Optional.of(start);
    }

    @Override
    public Optional<Zxid> baseWanted() throws IOException {
        return policy.wanted(current().newestBase(), current().linkBytesSinceBase(), store.now());
    }

    @Override
    public void receive(Artefact artefact) throws IOException {
        switch (artefact.kind()) {
            case BASE -> receiveBase(artefact);
            case LINK -> receiveLink(artefact);
            case UNPROVEN_BASE, UNPROVEN_TAIL -> unproven.receive(artefact);
        }
    }

    @Override
    public void describe(SortedMap<String, String> description) {
        facts = new TreeMap<>(description);
    }

    /**
     * What this source gives to a backup, after its base and every link behind that were looked at in the store.
     *
     * @param type the kind of source
     */
    public Share share(String type) throws IOException {
        return facts.containsKey(COMMITTED) ? unproven.join(committed(type)) : unproven.alone(type, facts);
    }

    private Share committed(String type) throws IOException {
        TapeState checked = TapeState.load(store, layout, current().name());
        for (StoredPiece piece : added) {
            // an earlier try of this run may have written to a tape that it then had to end
            if (piece.key().value().startsWith(layout.tape(checked.name()))) {
                requireStored(checked, piece);
            }
        }
        return checked.share(source, type, facts, added);
    }

    private static void requireStored(TapeState checked, StoredPiece piece) throws CorruptException {
        if (!checked.holds(piece)) {
            throw new CorruptException("the store does not hold what was written as " + piece.key() + " ("
                    + piece.bytes() + " bytes, SHA-256 " + piece.sha256() + ")");
        }
    }

    private void receiveBase(Artefact base) throws IOException {
        if (beginning.isPresent()) {
            begin(beginning.get(), base);
        }
        ObjectKey key = layout.base(current().name(), base.from(), base.to());
        Optional<Base> there = whole(key);
        if (there.isPresent()) {
            requireSame(there.get(), base);
            current().add(there.get());
            return;
        }
        StoredPiece written = pieces.write(key, base);
        added.add(written);
        current().add(Base.look(store, new StoredObject(key, written.bytes())));
    }

    /** A tape that has nothing but this very base is begun already: its agent died, or its server was idle. */
    private void begin(TapeStart start, Artefact base) throws IOException {
        beginning = Optional.empty();
        if (tape.isPresent() && tape.get().holdsOnly(base)) {
            return;
        }
        Optional<TapeName> before = TapeReader.newest(store, layout, node, source);
        String id = Ulid.after(before.map(TapeName::id).orElse(""), store.now(), random);
        TapeName name = new TapeName(node, source, id);
        boolean firstAgain = before.isPresent() && start.reason() == TapeStart.Reason.FIRST;
        TapeRecord record = new TapeRecord(
                id,
                store.now(),
                before.map(TapeName::id).orElse(null),
                firstAgain ? TapeStart.Reason.GAP : start.reason(),
                firstAgain ? whyUnusable : start.explanation(),
                start.facts());
        SurePut.putIfAbsent(store, layout.tapeJson(name), Json.write(record));
        tape = Optional.of(TapeState.empty(name));
    }

    /** The base that stands under a key already, unless it was never written to its end. */
    private Optional<Base> whole(ObjectKey key) throws IOException {
        Optional<StoredObject> object =
                store.list(key.value(), "").next().filter(found -> found.key().equals(key));
        try {
            return object.isPresent() ? Optional.of(Base.look(store, object.get())) : Optional.empty();
        } catch (CorruptException torn) {
            return Optional.empty();
        }
    }

    /** What a backup may name already is never replaced. */
    private static void requireSame(Base there, Artefact base) throws RefusedException {
        if (!there.isOf(base)) {
            throw new RefusedException(
                    there.piece().stored().key() + " is there already and holds another snapshot of the"
                            + " same name; is another agent running with the same node and cluster?");
        }
    }

    private void receiveLink(Artefact link) throws IOException {
        ObjectKey key = layout.link(current().name(), link.from());
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream((int) Math.min(link.length() / 2 + 4096, Integer.MAX_VALUE / 2));
        Seal seal = pieces.seal(key, link, bytes);
        try {
            SurePut.putIfAbsent(store, key, bytes.toByteArray());
        } catch (StoreException.AlreadyExists another) {
            throw new RefusedException("somebody else wrote " + key
                    + " at the same time: is another agent running with node '" + node + "' and cluster '"
                    + layout.cluster() + "'? End it; the next run goes on from what is there");
        }
        added.add(new StoredPiece(key, seal.bytes(), seal.sha256()));
        current().add(Link.look(store, new StoredObject(key, seal.bytes())));
    }

    private TapeState current() {
        return tape.orElseThrow(() -> new IllegalStateException("a source must begin a tape before it sends"));
    }
}
