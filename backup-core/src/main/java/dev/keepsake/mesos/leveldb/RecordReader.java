package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads the records of a log or a MANIFEST, in blocks of 32 KiB. Stricter than LevelDB, which passes over what it cannot
 * read: here everything from the first byte to the last is a record, or a filling of zeros.
 */
final class RecordReader {

    /** How a message goes on behind the name of a file whose last record is not whole. */
    static final String CUT = " ends in the middle of a record";

    static final int BLOCK = 32 << 10;
    static final int HEADER = 7;
    static final int FULL = 1;
    static final int FIRST = 2;
    static final int MIDDLE = 3;
    static final int LAST = 4;

    /** More than any replicated log holds in one record: a registry of 100,000 agents has 30 MB. */
    static final int MAX_RECORD = 256 << 20;

    private final InputStream in;
    private final String name;
    private byte[] block = {};
    private int position;
    private long blockStart;
    private boolean ended;

    /** The stream stays the caller's to close. */
    RecordReader(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /** The next record, or empty at the end. */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        boolean begun = false;
        while (findHeader(begun)) {
            int type = block[position + 6];
            int length = length();
            requireIntact(type, length);
            boolean opens = type == FULL || type == FIRST;
            if (opens == begun) {
                throw corrupt(opens ? "a record begins inside another" : "the rest of a record without its beginning");
            }
            record.write(block, position + HEADER, length);
            if (record.size() > MAX_RECORD) {
                throw corrupt("a record of more than " + MAX_RECORD + " bytes");
            }
            begun = true;
            position += HEADER + length;
            if (type == FULL || type == LAST) {
                return Optional.of(record.toByteArray());
            }
        }
        return Optional.empty();
    }

    /** Goes to the next header; false at the end. */
    private boolean findHeader(boolean begun) throws IOException {
        while (!ended) {
            int left = block.length - position;
            if (left >= HEADER) {
                if (block[position + 6] == 0 && length() == 0) {
                    requireZerosToTheEnd();
                    break;
                }
                return true;
            }
            boolean last = block.length < BLOCK && (blockStart > 0 || block.length > 0);
            if (left > 0) {
                requireFilling(last);
            }
            if (last) {
                break;
            }
            nextBlock();
        }
        ended = true;
        if (begun) {
            throw torn();
        }
        return false;
    }

    private void nextBlock() throws IOException {
        blockStart += block.length;
        block = in.readNBytes(BLOCK);
        position = 0;
        ended = block.length == 0;
    }

    private int length() {
        return (block[position + 4] & 0xff) | (block[position + 5] & 0xff) << 8;
    }

    private void requireIntact(int type, int length) throws CorruptException {
        if (type < FULL || type > LAST) {
            throw corrupt("a record of the unknown type " + type);
        }
        if (length > block.length - position - HEADER) {
            throw block.length < BLOCK ? torn() : corrupt("a record that is longer than its block");
        }
        int stored = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(position);
        int found = Checksum.ofTyped(type, block, position + HEADER, length);
        if (stored != found) {
            throw corrupt("a record of " + length + " bytes with checksum " + Integer.toHexString(found) + " where "
                    + Integer.toHexString(stored) + " is noted");
        }
    }

    /** The last bytes of a block are too few for a header. */
    private void requireFilling(boolean last) throws CorruptException {
        if (last) {
            throw torn();
        }
        for (int i = position; i < block.length; i++) {
            if (block[i] != 0) {
                throw corrupt("something other than zeros between two blocks");
            }
        }
    }

    /** Old versions of LevelDB make a file longer before they write into it. */
    private void requireZerosToTheEnd() throws IOException {
        do {
            for (; position < block.length; position++) {
                if (block[position] != 0) {
                    throw corrupt("something other than zeros behind the last record");
                }
            }
            nextBlock();
        } while (!ended);
    }

    private CorruptException torn() {
        return new CorruptException(name + CUT + " that begins before byte " + (blockStart + block.length)
                + ": it was cut, or its writer was killed while it wrote");
    }

    private CorruptException corrupt(String what) {
        return new CorruptException(name + ": " + what + " at byte " + (blockStart + position));
    }
}
