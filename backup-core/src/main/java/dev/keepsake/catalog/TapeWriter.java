package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes one source's tape: goes on with the newest one where that is whole, else begins another. Nothing it writes is a
 * backup until a manifest names it, and everything it wrote stays useful when the run fails.
 */
public final class TapeWriter implements ArtefactSink {

    /** The fact that a source leaves out when nothing that it sent is proven to have been committed. */
    private static final String COMMITTED = "committed";

    private final Vault store;
    private final Layout layout;
    private final String source;
    private final OpenTape tape;
    private final UnprovenWriter unproven;
    private final WalkWriter walks;
    private WalkWriter.@Nullable Kept walk;

    private final List<StoredPiece> added = new ArrayList<>();
    private SortedMap<String, String> facts = new TreeMap<>();

    TapeWriter(Vault store, Layout layout, String source, OpenTape tape, UnprovenWriter unproven, WalkWriter walks) {
        this.store = store;
        this.layout = layout;
        this.source = source;
        this.tape = tape;
        this.unproven = unproven;
        this.walks = walks;
    }

    @Override
    public Optional<Mark> end() throws IOException {
        return tape.load();
    }

    @Override
    public Optional<Zxid> onlyBase() {
        return tape.onlyBase();
    }

    @Override
    public void begin(TapeStart start) {
        tape.begin(start);
    }

    @Override
    public Optional<Zxid> baseWanted() throws IOException {
        return tape.baseWanted(BasePolicy.DEFAULT);
    }

    @Override
    public void receive(Artefact artefact) throws IOException {
        switch (artefact.kind()) {
            case BASE -> tape.receiveBase(artefact).ifPresent(added::add);
            case LINK -> added.add(tape.receiveLink(artefact));
            case UNPROVEN_BASE, UNPROVEN_TAIL -> unproven.receive(artefact);
            case WALK -> walk = walks.receive(artefact);
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
        if (walk != null) {
            return walk.share(source, type, facts);
        }
        return facts.containsKey(COMMITTED) ? unproven.join(committed(type)) : unproven.alone(type, facts);
    }

    private Share committed(String type) throws IOException {
        Set<ObjectKey> written = new HashSet<>();
        added.forEach(piece -> written.add(piece.key()));
        TapeState checked = TapeState.load(store, layout, tape.current().name(), written);
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
}
