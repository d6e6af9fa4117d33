package dev.keepsake.zookeeper;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One znode as bytes, lent for the length of a call: whoever shows znodes shows the next one in the same object, and in
 * the same memory. What its methods return is the receiver's to keep.
 */
public final class ZnodeBytes {

    static final byte[] NOTHING = {};

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    /** As UTF-8 that decodes without replacement; empty for the root. */
    byte[] path = NOTHING;

    int pathFrom;
    int pathLength;
    byte[] data = NOTHING;
    int dataFrom;

    /** -1 stands for null. */
    int dataLength;

    long acl;

    /** Whether all of the path's bytes are characters of their own. */
    boolean ascii = true;

    /** What {@link ZnodeCrc} makes of path and data, and of the whole, once it was measured. */
    int contentCrc;

    int crc;

    /** In the order of {@link StatBytes}. */
    final byte[] stat = new byte[StatBytes.LENGTH];

    ZnodeBytes() {}

    /** The path; the root's is empty. */
    public String path() {
        return new String(path, pathFrom, pathLength, StandardCharsets.UTF_8);
    }

    /** How long the data is; -1 where it is null. */
    public int dataLength() {
        return dataLength;
    }

    /** A copy of the data. */
    public byte @Nullable [] data() {
        return dataLength < 0 ? null : Arrays.copyOfRange(data, dataFrom, dataFrom + dataLength);
    }

    /** The number of its access list; -1 for the open one. */
    public long acl() {
        return acl;
    }

    /** The persisted Stat. */
    public ZnodeStat stat() {
        return StatBytes.read(stat);
    }

    /** The Stat's owner. */
    public long ephemeralOwner() {
        return ByteBuffer.wrap(stat).getLong(StatBytes.OWNER);
    }

    void setPath(byte[] bytes, int from, int length) {
        path = bytes;
        pathFrom = from;
        pathLength = length;
        ascii = isAscii(bytes, from, length);
    }

    void setData(byte[] bytes, int from, int length) {
        data = bytes;
        dataFrom = from;
        dataLength = length;
    }

    void measure(ZnodeCrc with) {
        contentCrc = with.ofContent(path, pathFrom, pathLength, data, dataFrom, Math.max(dataLength, 0));
        crc = with.ofWhole(contentCrc, stat);
    }

    void set(String path, byte @Nullable [] data, long acl, ZnodeStat stat) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        setPath(bytes, 0, bytes.length);
        if (data == null) {
            setData(NOTHING, 0, -1);
        } else {
            setData(data, 0, data.length);
        }
        this.acl = acl;
        StatBytes.write(stat, this.stat);
    }

    /** Text as everybody takes it who decodes these bytes: what is not UTF-8 is replaced. Mostly the bytes themselves. */
    static byte[] sound(byte[] bytes, int from, int length) {
        byte[] decoded = new String(bytes, from, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(decoded, 0, decoded.length, bytes, from, from + length) ? bytes : decoded;
    }

    /** Whether all these bytes are characters of their own. */
    static boolean isAscii(byte[] bytes, int from, int length) {
        long all = 0;
        int at = from;
        for (; at <= from + length - Long.BYTES; at += Long.BYTES) {
            all |= (long) LONG.get(bytes, at);
        }
        for (; at < from + length; at++) {
            all |= bytes[at];
        }
        return (all & NOT_ASCII) == 0;
    }
}
