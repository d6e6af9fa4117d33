package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads Jute's primitives from a record's payload, one record after another, and believes no length before it has seen the
 * bytes. Texts and buffers stay where they are: a caller notes where they begin and how long they are.
 */
final class JuteReader {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int NULL = -1;

    private Zxid zxid = new Zxid(0);
    private byte[] bytes = ZnodeBytes.NOTHING;
    private int position;
    private int limit;

    /** Goes on with another payload, from here to its end. */
    void begin(Zxid zxid, byte[] payload, int from) {
        this.zxid = zxid;
        this.bytes = payload;
        this.position = from;
        this.limit = payload.length;
    }

    int remaining() {
        return limit - position;
    }

    int position() {
        return position;
    }

    void skipRest() {
        position = limit;
    }

    int readInt() throws CorruptException {
        require(Integer.BYTES, "an int");
        int value = (int) INT.get(bytes, position);
        position += Integer.BYTES;
        return value;
    }

    int peekInt() throws CorruptException {
        require(Integer.BYTES, "an int");
        return (int) INT.get(bytes, position);
    }

    long readLong() throws CorruptException {
        require(Long.BYTES, "a long");
        long value = (long) LONG.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    boolean readBoolean() throws CorruptException {
        require(1, "a boolean");
        return bytes[position++] != 0;
    }

    /** Goes over a buffer and says how long it is, which is -1 for null. */
    int passBuffer() throws CorruptException {
        int length = readInt();
        if (length != NULL) {
            require(length, "a buffer");
            position += length;
        }
        return length;
    }

    /** A copy of a buffer, or null. */
    byte @Nullable [] readBuffer() throws CorruptException {
        int length = passBuffer();
        return length == NULL ? null : Arrays.copyOfRange(bytes, position - length, position);
    }

    /** A text; what is not UTF-8 is replaced. */
    String readString() throws CorruptException {
        int length = passString();
        return new String(bytes, position - length, length, StandardCharsets.UTF_8);
    }

    /** Goes over a text and says how long it is. */
    int passString() throws CorruptException {
        int length = readInt();
        require(length, "a string");
        position += length;
        return length;
    }

    /** Reads a path as ZooKeeper allows it, by its slashes; the root is {@code /}, and becomes the empty path. */
    void readPath(TxnPart part) throws CorruptException {
        int at = position;
        int length = passString();
        int from = position - length;
        part.setPath(bytes, from, length == 1 ? 0 : length);
        if (!isPath(from, length)) {
            String path = new String(bytes, from, length, StandardCharsets.UTF_8);
            throw corrupt(at, "expected a path, found '" + shortened(path) + "'");
        }
        if (!ZnodeBytes.isAscii(bytes, from, length)) {
            byte[] sound = ZnodeBytes.sound(bytes, from, length);
            part.setPath(sound, sound == bytes ? from : 0, sound == bytes ? length : sound.length);
        }
    }

    void readPathBelowRoot(TxnPart part) throws CorruptException {
        int at = position;
        readPath(part);
        if (part.pathLength == 0) {
            throw corrupt(at, "expected a path below the root, found the root");
        }
    }

    private boolean isPath(int from, int length) {
        if (length == 0 || bytes[from] != '/') {
            return false;
        }

        byte last = '/';
        for (int i = from + 1; i < from + length; i++) {
            if (bytes[i] == '/' && last == '/') {
                return false;
            }
            last = bytes[i];
        }
        return length == 1 || last != '/';
    }

    /** The number of elements that follow, each of which takes at least so many bytes; -1 stands for no list. */
    int readCount(int bytesEach) throws CorruptException {
        int at = position;
        int count = readInt();
        if (count < NULL || count > remaining() / bytesEach) {
            throw corrupt(at, "a list of " + count + " elements in the " + remaining() + " bytes that are left");
        }

        return count;
    }

    /** Ends before the next so many bytes are over, and says where it would have ended, for {@link #endPart}. */
    int beginPart(int length) throws CorruptException {
        require(length, "a part");
        int outer = limit;
        limit = position + length;
        return outer;
    }

    /** Steps over what is left of the part. */
    void endPart(int outer) {
        position = limit;
        limit = outer;
    }

    CorruptException corrupt(String what) {
        return corrupt(position, what);
    }

    private CorruptException corrupt(int at, String what) {
        return new CorruptException("transaction " + zxid + ", offset " + at + " of its record: " + what);
    }

    private void require(int length, String what) throws CorruptException {
        if (length < 0 || length > remaining()) {
            throw corrupt("expected " + what + " of " + length + " bytes, found " + remaining() + " bytes left");
        }
    }

    private static String shortened(String path) {
        return path.length() <= 80 ? path : path.substring(0, 80) + "…";
    }
}
