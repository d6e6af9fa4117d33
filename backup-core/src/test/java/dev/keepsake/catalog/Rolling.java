package dev.keepsake.catalog;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.SealKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Makes runs of just the links that a test wants rolled up, on the newest tape of {@code node-1}. */
public final class Rolling {

    private static final Layout LAYOUT = new Layout("prod");

    private final Vault store;
    private final TapeName tape;

    /** On the tape as it stands. */
    public Rolling(ObjectStore store) throws IOException {
        this.store = new Vault(store, SealKeys.ofAgent());
        this.tape = TapeReader.newest(this.store, LAYOUT, "node-1", "zk").orElseThrow();
    }

    /** The tape's links, in order. */
    public List<StoredObject> links() throws IOException {
        return store.list(LAYOUT.links(tape), "").all();
    }

    /** Rolls up links by their number, the last one excluded. */
    public ObjectKey rollUp(int from, int to) throws IOException {
        return rollUp(links().subList(from, to));
    }

    /** Rolls up just these links. */
    public ObjectKey rollUp(List<StoredObject> links) throws IOException {
        RunDraft draft = new RunDraft();
        for (StoredObject link : links) {
            if (!draft.add(RunRecords.read(store, link.key()))) {
                throw new IllegalArgumentException(link.key() + " does not join");
            }
        }
        ObjectKey key = LAYOUT.run(tape, draft.after(), draft.through());
        put(key, draft.seal(store, key, Instant.ofEpochMilli(7)));
        return key;
    }

    /** Puts the records of a run elsewhere under the key of one here, sealed as if they belonged there. */
    public void forge(ObjectKey key, ObjectStore elsewhere, ObjectKey run) throws IOException {
        RunRecords records = RunRecords.read(new Vault(elsewhere, SealKeys.ofRestorer()), run);
        byte[] plain = records.between(records.after(), records.through()).readAllBytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SealHeader header = SealHeader.of(key, plain.length, records.header().facts());
        try (SealWriter sealed = store.seal(out, header)) {
            sealed.write(plain);
            sealed.finish();
        }
        put(key, out.toByteArray());
    }

    /** What the real thing does in so many turns, an hour from one to the next. */
    public void turns(int turns) throws IOException {
        RollUp rollUp = new RollUp(store, LAYOUT);
        Instant now = Instant.parse("2026-11-23T03:00:00Z");
        for (int i = 0; i < turns; i++) {
            rollUp.afterTurn(tape, Zxid.of(1, i), now);
            now = now.plus(RollUp.LONGEST_WAIT);
        }
    }

    private void put(ObjectKey key, byte[] bytes) throws IOException {
        try (ObjectWrite out = store.write(key)) {
            out.write(bytes);
            out.commit();
        }
    }
}
