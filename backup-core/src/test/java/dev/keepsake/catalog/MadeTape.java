package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.Adler32;

/** A tape of links with records that say nothing, as a follower leaves them. */
final class MadeTape {

    static final Layout LAYOUT = new Layout("prod");
    static final Zxid BEGIN = Zxid.of(1, 0);

    final TapeName name;

    /** All records that were ever put on it. */
    final ByteArrayOutputStream truth = new ByteArrayOutputStream();

    /** Where its links begin, and where the last one ends. */
    final List<Zxid> ends = new ArrayList<>(List.of(BEGIN));

    /** How many bytes of records there are up to each of those. */
    private final List<Integer> offsets = new ArrayList<>(List.of(0));

    private final ObjectStore store;
    private final Random random = new Random(5);

    MadeTape(ObjectStore store) {
        this(store, 1);
    }

    /** One that was begun at this millisecond. */
    MadeTape(ObjectStore store, long begun) {
        this.store = store;
        this.name = new TapeName("node-1", "zk", Ulid.at(Instant.ofEpochMilli(begun), new Random(1)));
    }

    Zxid end() {
        return ends.get(ends.size() - 1);
    }

    /** Adds links of so many records each. */
    MadeTape adds(int links, int records) throws IOException {
        for (int i = 0; i < links; i++) {
            add(records, 8);
        }
        return this;
    }

    /** Adds a link of records with so much noise in each. */
    MadeTape add(int records, int noise) throws IOException {
        Zxid after = end();
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        for (int i = 1; i <= records; i++) {
            framed.writeBytes(record(new Zxid(after.value() + i), noise));
        }
        put(after, new Zxid(after.value() + records), framed.toByteArray());
        return this;
    }

    /** Adds a link with the first record of another epoch. */
    MadeTape elects(long epoch) throws IOException {
        put(end(), Zxid.of(epoch, 1), record(Zxid.of(epoch, 1), 8));
        return this;
    }

    private void put(Zxid after, Zxid through, byte[] records) throws IOException {
        seal(LAYOUT.link(name, after), after, through, records);
        truth.writeBytes(records);
        ends.add(through);
        offsets.add(truth.size());
    }

    /** Puts a link with just these records. */
    void seal(ObjectKey key, Zxid after, Zxid through, byte[] records) throws IOException {
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("first-zxid", after.toString());
        facts.put("first-record", "first of " + through);
        facts.put("last-record", "last of " + through);
        facts.put("first-time", "1");
        facts.put("last-time", Long.toString(through.value()));
        Artefact link = new Artefact(
                Artefact.Kind.LINK, after, through, records.length, facts, () -> new ByteArrayInputStream(records));
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        new PieceWriter(Vault.clear(store)).seal(key, link, sealed);
        replace(key, sealed.toByteArray());
    }

    /** A record as a log has it. */
    byte[] record(Zxid zxid, int noise) {
        byte[] payload = new byte[32 + noise];
        random.nextBytes(payload);
        ByteBuffer.wrap(payload).putLong(12, zxid.value());
        Adler32 adler = new Adler32();
        adler.update(payload);
        return ByteBuffer.allocate(payload.length + 13)
                .putLong(adler.getValue())
                .putInt(payload.length)
                .put(payload)
                .put((byte) 0x42)
                .array();
    }

    /** The records between two ends of links, by their numbers. */
    byte[] truth(int from, int to) {
        byte[] all = truth.toByteArray();
        byte[] part = new byte[offsets.get(to) - offsets.get(from)];
        System.arraycopy(all, offsets.get(from), part, 0, part.length);
        return part;
    }

    /** Makes a run of links, by the numbers of the ends between which they are. */
    ObjectKey rollUp(int from, int to) throws IOException {
        return rollUp(from, to, Instant.ofEpochMilli(5));
    }

    /** Makes one at a time of its own. */
    ObjectKey rollUp(int from, int to, Instant sealed) throws IOException {
        RunDraft draft = new RunDraft();
        for (int i = from; i < to; i++) {
            draft.add(RunRecords.read(Vault.clear(store), LAYOUT.link(name, ends.get(i))));
        }
        ObjectKey key = LAYOUT.run(name, ends.get(from), ends.get(to));
        replace(key, draft.seal(Vault.clear(store), key, sealed));
        return key;
    }

    /** What a reader takes from one zxid through another. */
    List<Link> chain(Zxid after, Zxid through) throws IOException {
        return new TapeReader(Vault.clear(store), LAYOUT, name).chainThrough(after, through);
    }

    /** What a reader reads from one end of a link on. */
    byte[] read(int from, int to) throws IOException {
        PieceContents contents = new PieceContents(Vault.clear(store));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Link piece : chain(ends.get(from), ends.get(to))) {
            Zxid through = piece.through().compareTo(ends.get(to)) < 0 ? piece.through() : ends.get(to);
            boolean earlier = piece.isRun() && piece.after().compareTo(ends.get(from)) < 0;
            Zxid after = earlier ? ends.get(from) : piece.after();
            try (InputStream in = contents.open(piece.piece().stored().key(), after, through)) {
                in.transferTo(out);
            }
        }
        return out.toByteArray();
    }

    /** A whole link that belongs elsewhere. */
    byte[] foreign() throws IOException {
        adds(1, 1);
        seal(LAYOUT.link(name, Zxid.of(9, 9)), Zxid.of(9, 9), Zxid.of(9, 10), truth(0, 1));
        return bytes(LAYOUT.link(name, Zxid.of(9, 9)));
    }

    ObjectKey link(int number) {
        return LAYOUT.link(name, ends.get(number));
    }

    List<ObjectKey> runs() throws IOException {
        return store.list(LAYOUT.runs(name), "").all().stream()
                .map(StoredObject::key)
                .toList();
    }

    byte[] bytes(ObjectKey key) throws IOException {
        try (InputStream in = store.open(key, 0)) {
            return in.readAllBytes();
        }
    }

    void replace(ObjectKey key, byte[] bytes) throws IOException {
        try (ObjectWrite out = store.write(key)) {
            out.write(bytes);
            out.commit();
        }
    }
}
