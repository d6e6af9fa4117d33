package dev.keepsake.catalog;

import dev.keepsake.archive.Seal;
import dev.keepsake.archive.Signer;
import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A source's newest tape while it is written: goes on with it where it is whole, else begins another. */
final class OpenTape {

    private final Vault store;
    private final Layout layout;
    private final String node;
    private final String source;
    private final RandomGenerator random;
    private final PieceWriter pieces;

    private Optional<TapeState> tape;
    private Optional<TapeStart> beginning = Optional.empty();
    private Optional<TapeRecord> begun = Optional.empty();
    private String whyUnusable = "the tape before it holds a base and no transaction to go on from";

    OpenTape(Vault store, Layout layout, String node, String source, RandomGenerator random) {
        this(store, layout, node, source, random, Optional.empty());
    }

    private OpenTape(
            Vault store, Layout layout, String node, String source, RandomGenerator random, Optional<TapeState> known) {
        this.store = store;
        this.layout = layout;
        this.node = node;
        this.source = source;
        this.random = random;
        this.pieces = new PieceWriter(store);
        this.tape = known;
    }

    /** The same tape by another connection to the same store. */
    OpenTape over(Vault connection) {
        OpenTape again = new OpenTape(connection, layout, node, source, random, tape);
        again.begun = begun;
        return again;
    }

    /** Looks at the newest tape in the store, all of it. */
    Optional<Mark> load() throws IOException {
        return load(TapeReader.newest(store, layout, node, source));
    }

    private Optional<Mark> load(Optional<TapeName> newest) throws IOException {
        tape = Optional.empty();
        if (newest.isPresent()) {
            try {
                TapeState loaded = TapeState.load(store, layout, newest.get());
                requireOwn(loaded);
                tape = Optional.of(kept(loaded));
            } catch (CorruptException unusable) {
                tape = Optional.empty();
                whyUnusable = "the tape before it cannot be gone on from: " + unusable.getMessage();
            }
        }
        return end();
    }

    /** What is to be removed is not gone on from, since no backup may name it. */
    private TapeState kept(TapeState loaded) throws IOException {
        Tombs tombs = new Tombs(store, layout);
        Set<ObjectKey> tombed = Tombs.keys(tombs.read());
        Optional<Base> base = loaded.newestBase();
        Optional<ObjectKey> gone = base.flatMap(
                one -> tombs.onTape(loaded.name(), one.piece().stored().key(), one.replayAfter(), tombed));
        if (gone.isPresent()) {
            throw new CorruptException(gone.get() + " is to be removed, as nothing needed it for long");
        }
        return loaded;
    }

    /** Who restores trusts whole tapes, and only who wrote a tape recognizes its last record where that is masked. */
    private void requireOwn(TapeState state) throws CorruptException {
        boolean own = state.newestBase().stream()
                        .allMatch(base -> store.isOwn(base.piece().header()))
                && state.last().stream()
                        .allMatch(link -> store.isOwn(link.piece().header()));
        if (!own) {
            throw new CorruptException("tape " + state.name()
                    + " was signed with another key than this agent's, or encrypted otherwise than it is told to");
        }
    }

    /** The same, but what this object has looked at already is only asked for what was added to it since. */
    Optional<Mark> refresh() throws IOException {
        Optional<TapeName> newest = TapeReader.newest(store, layout, node, source);
        boolean known =
                tape.isPresent() && newest.isPresent() && tape.get().name().equals(newest.get());
        return known && grown(tape.get()) ? end() : load(newest);
    }

    private boolean grown(TapeState known) throws IOException {
        try {
            return known.grow(store, layout);
        } catch (CorruptException lookAtAllOfIt) {
            return false;
        }
    }

    /** The last transaction on the tape, as far as this object knows. */
    Optional<Mark> end() throws IOException {
        Optional<Mark> end = tape.flatMap(TapeState::end);
        if (end.isEmpty() || !store.encrypts()) {
            return end;
        }
        String archive = store.archive();
        Signer own = store.keys().signer().orElseThrow();
        return end.map(mark -> new Mark(mark.zxid(), mark.fingerprint(), words -> own.mask(archive, words)));
    }

    /** What is known of the tape; empty when there is none that can be gone on from. */
    Optional<TapeState> state() {
        return tape;
    }

    /** What is known of the tape that the source has begun, or goes on with. */
    TapeState current() {
        return tape.orElseThrow(() -> new IllegalStateException("a source must begin a tape before it sends"));
    }

    /** Why the tape began that this object was the last to begin, if it has begun any. */
    Optional<TapeRecord> begun() {
        return begun;
    }

    /** The tape itself begins with its base, so that a run that dies before leaves nothing. */
    void begin(TapeStart start) {
        beginning = Optional.of(start);
    }

    /** Stores a base, and says what was written; nothing is where it is there already. */
    Optional<StoredPiece> receiveBase(Artefact base) throws IOException {
        if (beginning.isPresent()) {
            begin(beginning.get(), base);
        }
        ObjectKey key = layout.base(current().name(), base.from(), base.to());
        Optional<Base> there = whole(key);
        if (there.isPresent()) {
            requireSame(there.get(), base);
            current().add(there.get());
            return Optional.empty();
        }
        StoredPiece written = pieces.write(key, base);
        current().add(Base.look(store, new StoredObject(key, written.bytes())));
        return Optional.of(written);
    }

    /** A tape that has nothing but this very base is begun already: its agent died, or its server was idle. */
    private void begin(TapeStart start, Artefact base) throws IOException {
        beginning = Optional.empty();
        if (tape.isPresent() && tape.get().holdsOnly(asKept(base))) {
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
        SurePut.putIfAbsent(store, layout.tapeJson(name), store.json(layout.tapeJson(name), record));
        tape = Optional.of(TapeState.empty(name));
        begun = Optional.of(record);
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
    private void requireSame(Base there, Artefact base) throws IOException {
        if (!there.isOf(asKept(base))) {
            throw new RefusedException(
                    there.piece().stored().key() + " is there already and holds another snapshot of the"
                            + " same name; is another agent running with the same node and cluster?");
        }
    }

    private Artefact asKept(Artefact piece) throws IOException {
        return new Artefact(
                piece.kind(), piece.from(), piece.to(), piece.length(), store.kept(piece.facts()), piece.content());
    }

    /** Stores a link and looks at it. */
    StoredPiece receiveLink(Artefact link) throws IOException {
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
        current().add(Link.look(store, new StoredObject(key, seal.bytes())));
        return new StoredPiece(key, seal.bytes(), seal.sha256());
    }

    /** The zxid that a new base must start above, if one is wanted. */
    Optional<Zxid> baseWanted(BasePolicy policy) throws IOException {
        return policy.wanted(current().newestBase(), current().linkBytesSinceBase(), store.now());
    }
}
