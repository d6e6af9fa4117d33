package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads Jute's primitives from a part of a record's payload, and believes no length before it has seen the bytes. */
final class JuteReader {

    private static final int NULL = -1;

    private final Zxid zxid;
    private final ByteBuffer bytes;

    JuteReader(Zxid zxid, byte[] payload, int from, int to) {
        this.zxid = zxid;
        this.bytes = ByteBuffer.wrap(payload);
        bytes.limit(to).position(from);
    }

    int remaining() {
        return bytes.remaining();
    }

    int position() {
        return bytes.position();
    }

    void skipRest() {
        bytes.position(bytes.limit());
    }

    int readInt() throws CorruptException {
        require(Integer.BYTES, "an int");
        return bytes.getInt();
    }

    int peekInt() throws CorruptException {
        require(Integer.BYTES, "an int");
        return bytes.getInt(bytes.position());
    }

    long readLong() throws CorruptException {
        require(Long.BYTES, "a long");
        return bytes.getLong();
    }

    boolean readBoolean() throws CorruptException {
        require(1, "a boolean");
        return bytes.get() != 0;
    }

    byte @Nullable [] readBuffer() throws CorruptException {
        int length = readInt();
        if (length == NULL) {
            return null;
        }

        require(length, "a buffer");
        byte[] buffer = new byte[length];
        bytes.get(buffer);
        return buffer;
    }

    String readString() throws CorruptException {
        int length = readInt();
        require(length, "a string");
        String string = new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
        bytes.position(bytes.position() + length);
        return string;
    }

    /** A path as ZooKeeper allows it, by its slashes; the root is {@code /}. */
    String readPath() throws CorruptException {
        int at = position();
        String path = readString();
        boolean root = path.equals("/");
        if (!path.startsWith("/") || path.contains("//") || (path.endsWith("/") && !root)) {
            throw corrupt(at, "expected a path, found '" + shortened(path) + "'");
        }

        return path;
    }

    String readPathBelowRoot() throws CorruptException {
        int at = position();
        String path = readPath();
        if (path.length() == 1) {
            throw corrupt(at, "expected a path below the root, found the root");
        }

        return path;
    }

    /** The number of elements that follow, each of which takes at least so many bytes; -1 stands for no list. */
    int readCount(int bytesEach) throws CorruptException {
        int at = position();
        int count = readInt();
        if (count < NULL || count > remaining() / bytesEach) {
            throw corrupt(at, "a list of " + count + " elements in the " + remaining() + " bytes that are left");
        }

        return count;
    }

    /** A reader of the next bytes only, over which this one steps. */
    JuteReader slice(int length) throws CorruptException {
        require(length, "a part");
        int from = position();
        bytes.position(from + length);
        return new JuteReader(zxid, bytes.array(), from, from + length);
    }

    CorruptException corrupt(String what) {
        return corrupt(position(), what);
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
