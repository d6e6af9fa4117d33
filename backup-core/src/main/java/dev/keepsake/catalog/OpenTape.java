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
import java.util.random.RandomGenerator;

/** A source's newest tape while it is written: goes on with it where it is whole, else begins another. */
final class OpenTape {

    private final Vault store;
    private final Layout layout;
    private final String node;
    private final String source;
    private final RandomGenerator random;
    private final PieceWriter pieces;
    private final TapeTombs tombs;

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
        this.tombs = new TapeTombs(store, layout);
        this.tape = known;
    }

    /** The same tape by another connection to the same store. */
    OpenTape over(Vault connection) {
        OpenTape again = new OpenTape(connection, layout, node, source, random, tape);
        tape.ifPresent(known -> connection.sealedWith(archiveKey(known)));
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
                store.sealedWith(archiveKey(loaded));
                requireKept(tombs.on(loaded));
                tape = Optional.of(loaded);
            } catch (CorruptException unusable) {
                tape = Optional.empty();
                whyUnusable = "the tape before it cannot be gone on from: " + unusable.getMessage();
            }
        }
        return end();
    }

    /** What is to be removed is not gone on from, since no backup may name it. */
    private static void requireKept(Optional<ObjectKey> tombed) throws CorruptException {
        if (tombed.isPresent()) {
            throw new CorruptException(tombed.get() + " is to be removed, as nothing needed it for long");
        }
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

    /** The number of the archive key of what was stored last; 0 where that is not encrypted. */
    private static int archiveKey(TapeState state) {
        Optional<Integer> ofLink = state.last()
                .map(link -> link.piece().header().protection().keyring())
                .filter(number -> number > 0); // a run of encrypted links is not encrypted once more
        return ofLink.or(() -> state.newestBase()
                        .map(base -> base.piece().header().protection().keyring()))
                .orElse(0);
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
            boolean grown = known.grow(store, layout);
            if (grown) {
                requireKept(tombs.newOn(known));
                store.stillSealingWith(archiveKey(known));
            }
            return grown;
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

    /** The start of the base that is all of the tape, as far as this object knows. */
    Optional<Zxid> onlyBase() {
        return tape.flatMap(TapeState::onlyBase);
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
        Optional<Base> there = same(base);
        if (there.isPresent()) {
            current().add(there.get());
            return Optional.empty();
        }
        // of several who send it at the same time each has a name of its own
        ObjectKey key = layout.base(current().name(), base.from(), base.to(), Nonce.of(random));
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

    /** The same base where it is there already; one that was never written to its end is none. */
    private Optional<Base> same(Artefact base) throws IOException {
        Artefact kept = asKept(base);
        Optional<ObjectKey> another = Optional.empty();
        String range = layout.bases(current().name(), base.from(), base.to());
        for (StoredObject object : store.list(range, "").all()) {
            Optional<Base> there = Layout.baseRange(object.key()).isPresent() ? whole(object) : Optional.empty();
            if (there.isPresent() && there.get().isOf(kept)) {
                return there;
            }
            another = there.isPresent() ? Optional.of(object.key()) : another;
        }
        if (another.isPresent()) {
            throw new RefusedException(another.get() + " is there already and holds another snapshot of the"
                    + " same name; is another agent running with the same node and cluster?");
        }
        return Optional.empty();
    }

    private Optional<Base> whole(StoredObject object) throws IOException {
        try {
            return Optional.of(Base.look(store, object));
        } catch (CorruptException torn) {
            return Optional.empty();
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
