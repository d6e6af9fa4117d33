package dev.keepsake.catalog;

import dev.keepsake.archive.Seal;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

    private final ObjectStore store;
    private final Layout layout;
    private final String node;
    private final String source;
    private final RandomGenerator random;
    private final BasePolicy policy;

    private final List<StoredPiece> added = new ArrayList<>();
    private Optional<TapeState> tape = Optional.empty();
    private Optional<String> whyUnusable = Optional.empty();
    private SortedMap<String, String> facts = new TreeMap<>();

    TapeWriter(ObjectStore store, Layout layout, String node, String source, RandomGenerator random) {
        this.store = store;
        this.layout = layout;
        this.node = node;
        this.source = source;
        this.random = random;
        this.policy = BasePolicy.DEFAULT;
    }

    @Override
    public Optional<Mark> end() throws IOException {
        Optional<TapeName> newest = TapeReader.newest(store, layout, node, source);
        tape = Optional.empty();
        if (newest.isPresent()) {
            try {
                tape = Optional.of(TapeState.load(store, layout, newest.get()));
            } catch (CorruptException unusable) {
                whyUnusable = Optional.of("the tape before cannot be gone on from: " + unusable.getMessage());
            }
        }
        return tape.flatMap(TapeState::end);
    }

    @Override
    public void begin(TapeStart start) throws IOException {
        Optional<TapeName> before = TapeReader.newest(store, layout, node, source);
        String id = Ulid.after(before.map(TapeName::id).orElse(""), store.now(), random);
        TapeName name = new TapeName(node, source, id);
        TapeStart.Reason reason = whyUnusable.isPresent() ? TapeStart.Reason.GAP : start.reason();
        TapeRecord record = new TapeRecord(
                TapeRecord.FORMAT,
                id,
                store.now(),
                before.map(TapeName::id).orElse(null),
                reason,
                whyUnusable.orElse(start.explanation()),
                start.facts());
        SurePut.putIfAbsent(store, layout.tapeJson(name), Json.write(record));
        tape = Optional.of(TapeState.empty(name));
    }

    @Override
    public Optional<Zxid> baseWanted() throws IOException {
        return policy.wanted(current().newestBase(), current().linkBytesSinceBase(), store.now());
    }

    @Override
    public void receive(Artefact artefact) throws IOException {
        if (artefact.kind() == Artefact.Kind.BASE) {
            receiveBase(artefact);
        } else {
            receiveLink(artefact);
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
        TapeState checked = TapeState.load(store, layout, current().name());
        for (StoredPiece piece : added) {
            requireStored(checked, piece);
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
        ObjectKey key = layout.base(current().name(), base.from(), base.to());
        SealHeader header = header(key, base);
        Seal seal;
        try (ObjectWrite out = store.write(key)) {
            seal = seal(base, header, out);
            commit(out, new StoredPiece(key, seal.bytes(), seal.sha256()));
        }
        added.add(new StoredPiece(key, seal.bytes(), seal.sha256()));
        current().add(Base.look(store, new StoredObject(key, seal.bytes())));
    }

    private void receiveLink(Artefact link) throws IOException {
        ObjectKey key = layout.link(current().name(), link.from());
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream((int) Math.min(link.length() / 2 + 4096, Integer.MAX_VALUE / 2));
        Seal seal = seal(link, header(key, link), bytes);
        try {
            SurePut.putIfAbsent(store, key, bytes.toByteArray());
        } catch (StoreException.AlreadyExists e) {
            throw new CorruptException(
                    "somebody else wrote " + key + " at the same time: is another agent running with node '" + node
                            + "' and cluster '" + layout.cluster() + "'?",
                    e);
        }
        added.add(new StoredPiece(key, seal.bytes(), seal.sha256()));
        current().add(Link.look(store, new StoredObject(key, seal.bytes())));
    }

    /** When the answer to a commit is lost, the store is asked what it holds. */
    private void commit(ObjectWrite out, StoredPiece written) throws IOException {
        try {
            out.commit();
        } catch (StoreException.OutcomeUnknown lost) {
            SealedPiece found = SealedPiece.look(store, new StoredObject(written.key(), written.bytes()));
            if (!found.stored().equals(written)) {
                throw lost;
            }
        }
    }

    private SealHeader header(ObjectKey key, Artefact artefact) throws IOException {
        SortedMap<String, String> words = new TreeMap<>(artefact.facts());
        words.put("kind", artefact.kind() == Artefact.Kind.BASE ? "base" : "link");
        words.put(
                artefact.kind() == Artefact.Kind.BASE ? "start" : "after",
                artefact.from().toString());
        words.put(
                artefact.kind() == Artefact.Kind.BASE ? "end" : "through",
                artefact.to().toString());
        words.put("sealed", store.now().toString());
        return SealHeader.of(key, artefact.length(), words);
    }

    private static Seal seal(Artefact artefact, SealHeader header, OutputStream out) throws IOException {
        try (InputStream in = artefact.content().open();
                SealWriter sealed = new SealWriter(out, header)) {
            in.transferTo(sealed);
            return sealed.finish();
        }
    }

    private TapeState current() {
        return tape.orElseThrow(() -> new IllegalStateException("a source must begin a tape before it sends"));
    }
}
