package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads what a replica holds: first its own state, then every action in the order of positions. */
final class ReplicaReader implements Closeable {

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_KEY = 21;
    private static final int LARGEST_VALUE = 256 << 20;

    private final DataInputStream in;
    private final String name;
    private final Metadata metadata;
    private String previous = "";
    private long count;
    private Optional<Entry> peeked;

    /** One entry as it stands there. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(String key, byte[] value) {}

    private ReplicaReader(InputStream in, String name) throws IOException {
        this.in = new DataInputStream(new BufferedInputStream(in, BUFFER));
        this.name = "the replica of " + name;
        String magic = new String(this.in.readNBytes(Replica.MAGIC.length()), StandardCharsets.ISO_8859_1);
        if (!magic.equals(Replica.MAGIC)) {
            throw new CorruptException(this.name + " does not begin with '" + Replica.MAGIC.strip() + "'");
        }
        this.peeked = entry();
        this.metadata = first();
    }

    /** Closes the stream when it cannot be read. */
    static ReplicaReader of(InputStream in, String name) throws IOException {
        try {
            return new ReplicaReader(in, name);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private Metadata first() throws IOException {
        if (peeked.isEmpty()) {
            return new Metadata(Metadata.Status.EMPTY, 0);
        }
        if (!peeked.get().key().equals(Position.METADATA)) {
            throw new CorruptException(name + " has entries, but not its own state under '" + Position.METADATA
                    + "': a piece of it is missing");
        }
        Metadata read = Metadata.parse(peeked.get().value(), name);
        peeked = entry();
        return read;
    }

    /** What the replica knows of itself. */
    Metadata metadata() {
        return metadata;
    }

    /** The next position's action, or empty at the end. */
    Optional<Action> next() throws IOException {
        if (peeked.isEmpty()) {
            return Optional.empty();
        }
        Entry entry = peeked.get();
        peeked = entry();
        return Optional.of(Action.parse(Position.of(entry.key(), name), entry.value(), name));
    }

    private Optional<Entry> entry() throws IOException {
        try {
            int length = in.readUnsignedByte();
            if (length == 0) {
                requireEnd();
                return Optional.empty();
            }
            String key = new String(bytes(length, LONGEST_KEY), StandardCharsets.ISO_8859_1);
            byte[] value = bytes(in.readInt(), LARGEST_VALUE);
            if (key.compareTo(previous) <= 0) {
                throw new CorruptException(name + ": the key '" + key + "' comes after '" + previous + "'");
            }
            previous = key;
            count++;
            return Optional.of(new Entry(key, value));
        } catch (EOFException e) {
            throw new CorruptException(name + " ends after " + count + " entries, in the middle", e);
        }
    }

    private byte[] bytes(int length, int most) throws IOException {
        if (length < 0 || length > most) {
            throw new CorruptException(name + ": a piece of " + length + " bytes after " + count + " entries");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private void requireEnd() throws IOException {
        long noted = in.readLong();
        if (noted != count || in.read() >= 0) {
            throw new CorruptException(name + ": " + noted + " entries are noted at the end, " + count + " were read");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
