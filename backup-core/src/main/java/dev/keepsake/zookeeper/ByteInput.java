package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that nobody vouches for, decoded from one buffer. No length that stands in them is trusted: memory grows
 * only with bytes that have really come.
 */
final class ByteInput {

    /** The longest text taken for one; a server takes none above its {@code jute.maxbuffer}, by default a MiB. */
    static final int MAX_TEXT = 64 << 20;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] ZEROS = new byte[1 << 13];

    private final InputStream in;
    private final String name;
    private final Watcher watcher;
    private byte[] buffer;
    private long start;
    private int position;
    private int shown;
    private int limit;
    private boolean ended;

    /** Reads {@code in} from here on, which counts as {@code offset} in messages and positions. */
    ByteInput(InputStream in, String name, long offset, int bufferSize, Watcher watcher) {
        this.in = in;
        this.name = name;
        this.start = offset;
        this.buffer = new byte[bufferSize];
        this.watcher = watcher;
    }

    /** Where the next byte stands. */
    long offset() {
        return start + position;
    }

    /** Makes this many bytes ready where the input has them, and says how many are: fewer only at its end. */
    int peek(int wanted) throws IOException {
        if (limit - position < wanted && !ended) {
            fill(wanted);
        }
        return limit - position;
    }

    /** Makes this many bytes ready. */
    void require(int count, String what) throws IOException {
        if (limit - position < count && peek(count) < count) {
            throw corrupt("ends inside " + what + ", " + (limit - position) + " of " + count
                    + " bytes are there: it was cut off, or is still being written");
        }
    }

    /** The byte that stands this far ahead, among those made ready. */
    byte ahead(int distance) {
        return buffer[position + distance];
    }

    /** The number that stands this far ahead, among the bytes made ready. */
    long longAhead(int distance) {
        return (long) LONG.get(buffer, position + distance);
    }

    /** The number that stands this far ahead, among the bytes made ready. */
    int intAhead(int distance) {
        return (int) INT.get(buffer, position + distance);
    }

    /** Where bytes that were made ready stand, until more are made ready. */
    byte[] lent() {
        return buffer;
    }

    /** Where in {@link #lent} the next byte stands. */
    int at() {
        return position;
    }

    /** Whether the bytes made ready begin with these. */
    boolean startsWith(byte[] prefix) {
        int end = Math.min(limit, position + prefix.length);
        return Arrays.equals(buffer, position, end, prefix, 0, prefix.length);
    }

    /** Whether this many bytes, made ready, are all zero. */
    boolean areZero(int count) {
        return Arrays.equals(buffer, position, position + count, ZEROS, 0, count);
    }

    int readInt(String what) throws IOException {
        require(Integer.BYTES, what);
        int value = (int) INT.get(buffer, position);
        position += Integer.BYTES;
        return value;
    }

    long readLong(String what) throws IOException {
        require(Long.BYTES, what);
        long value = (long) LONG.get(buffer, position);
        position += Long.BYTES;
        return value;
    }

    byte readByte(String what) throws IOException {
        require(1, what);
        return buffer[position++];
    }

    /** Text as ZooKeeper reads it; never null. */
    String readText(String what) throws IOException {
        return readText(readLength(what, MAX_TEXT), what);
    }

    /** Text of this length. */
    String readText(int length, String what) throws IOException {
        require(length, what);
        String text = new String(buffer, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    /** A length or count between 0 and {@code max}. */
    int readLength(String what, int max) throws IOException {
        int length = readInt(what);
        if (length < 0 || length > max) {
            throw corrupt("the length of " + what + " is " + length + ", expected 0 to " + max);
        }
        return length;
    }

    /** Bytes of this length, of which no more is allocated than twice what has come. */
    byte[] readBytes(int length, String what) throws IOException {
        byte[] bytes = new byte[Math.min(length, buffer.length)];
        int filled = 0;
        while (filled < length) {
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * filled));
            }
            int count = readSome(bytes.length - filled, what);
            System.arraycopy(buffer, position - count, bytes, filled, count);
            filled += count;
        }
        return bytes;
    }

    /** Goes over this many bytes; keeps none. */
    void pass(int length, String what) throws IOException {
        for (int left = length; left > 0; ) {
            left -= readSome(left, what);
        }
    }

    /** Goes over bytes that were made ready. */
    void pass(int length) {
        position += length;
    }

    /** Goes over zeros, at most this many; false when it stands before another byte, true too at the end of the input. */
    boolean passZeros(long max) throws IOException {
        for (long left = max; left > 0 && peek(1) > 0; ) {
            int count = (int) Math.min(left, Math.min(limit - position, ZEROS.length));
            int other = Arrays.mismatch(buffer, position, position + count, ZEROS, 0, count);
            position += other < 0 ? count : other;
            left -= count;
            if (other >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Shows the watcher every byte up to here. */
    void show() throws IOException {
        watcher.passed(buffer, shown, position - shown);
        shown = position;
    }

    /** What is wrong, with the name of the input and the place. */
    CorruptException corrupt(String problem) {
        return new CorruptException(name + ", at byte " + offset() + ": " + problem);
    }

    private int readSome(int max, String what) throws IOException {
        require(1, what);
        int count = Math.min(max, limit - position);
        position += count;
        return count;
    }

    private void fill(int wanted) throws IOException {
        show();
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        start += position;
        limit -= position;
        position = 0;
        shown = 0;
        while (limit < wanted && !ended) {
            if (limit == buffer.length) {
                buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, 2L * limit));
            }
            int count = in.read(buffer, limit, buffer.length - limit);
            ended = count < 0;
            limit += Math.max(count, 0);
        }
    }

    /** Is shown every byte once, in order, in long runs. */
    interface Watcher {

        /** For those who need only the values. */
        Watcher NONE = (bytes, from, length) -> {};

        void passed(byte[] bytes, int from, int length);
    }
}
