package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads a piece of bytes from its beginning to its end, and nothing beyond; numbers as LevelDB and protobuf write them. */
public final class Cursor {

    private static final int MAX_VARINT = 10;

    private final byte[] bytes;
    private final String name;
    private int position;

    /**
     * Over all of the bytes.
     *
     * @param name what messages call them
     */
    public Cursor(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
    }

    /** Whether something is left. */
    public boolean hasMore() {
        return position < bytes.length;
    }

    /** How many bytes were read. */
    public int position() {
        return position;
    }

    /** The next byte, unsigned. */
    public int unsignedByte() throws CorruptException {
        require(1);
        return bytes[position++] & 0xff;
    }

    /** The next four bytes, the lowest first. */
    public int fixed32() throws CorruptException {
        require(Integer.BYTES);
        position += Integer.BYTES;
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(position - Integer.BYTES);
    }

    /** The next eight bytes, the lowest first. */
    public long fixed64() throws CorruptException {
        require(Long.BYTES);
        position += Long.BYTES;
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(position - Long.BYTES);
    }

    /** The next number of seven bits a byte, 64 bits at the most. */
    public long varint() throws CorruptException {
        long value = 0;
        for (int i = 0; i < MAX_VARINT; i++) {
            int next = unsignedByte();
            if (i == MAX_VARINT - 1 && next > 1) {
                break;
            }
            value |= (long) (next & 0x7f) << (7 * i);
            if (next < 0x80) {
                return value;
            }
        }
        throw corrupt("a number of more than 64 bits");
    }

    /** A number that counts bytes or things, so that it is small and not negative. */
    public int count() throws CorruptException {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw corrupt("a count of " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    /** The next so many bytes. */
    public byte[] take(int length) throws CorruptException {
        require(length);
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    /** The next bytes, after their length. */
    public byte[] prefixed() throws CorruptException {
        return take(count());
    }

    /** That the bytes are not what they should be, and where. */
    public CorruptException corrupt(String what) {
        return new CorruptException(name + ": " + what + " at byte " + position + " of " + bytes.length);
    }

    private void require(int length) throws CorruptException {
        if (length < 0 || length > bytes.length - position) {
            throw corrupt(length + " bytes expected, " + (bytes.length - position) + " left");
        }
    }
}
