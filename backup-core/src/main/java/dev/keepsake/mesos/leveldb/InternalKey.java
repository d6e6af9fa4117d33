package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key as it stands in a table: with the number of the change, and whether that was a deletion. Keys are kept as text of
 * one byte a character, whose order is that of the bytes.
 */
record InternalKey(String key, long sequence, boolean deletion) implements Comparable<InternalKey> {

    private static final int TAIL = Long.BYTES;
    private static final int DELETION = 0;
    private static final int VALUE = 1;

    static InternalKey parse(byte[] bytes, String name) throws CorruptException {
        if (bytes.length < TAIL) {
            throw new CorruptException(name + ": a key of only " + bytes.length + " bytes");
        }
        int length = bytes.length - TAIL;
        long tail = new Cursor(Arrays.copyOfRange(bytes, length, bytes.length), name).fixed64();
        int type = (int) (tail & 0xff);
        if (type != DELETION && type != VALUE) {
            throw new CorruptException(name + ": a key of the unknown type " + type);
        }
        return new InternalKey(new String(bytes, 0, length, StandardCharsets.ISO_8859_1), tail >>> 8, type == DELETION);
    }

    /** By key, and for one key the newest first. */
    @Override
    public int compareTo(InternalKey other) {
        int byKey = key.compareTo(other.key);
        return byKey != 0 ? byKey : Long.compare(other.sequence, sequence);
    }
}
