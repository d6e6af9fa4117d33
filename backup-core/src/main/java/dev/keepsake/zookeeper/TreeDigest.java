package dev.keepsake.zookeeper;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Keeps ZooKeeper's digest of a tree (version 2) while znodes come, go and change. */
final class TreeDigest {

    private static final String NOT_COVERED = "/zookeeper/";

    private final CRC32 crc = new CRC32();
    private final ByteBuffer stat = ByteBuffer.allocate(60);
    private long sum;

    /**
     * A server in the POSIX locale before Java 18 takes each character of a path beyond ASCII for a question mark. So
     * for such znodes, which are few, this holds by how much they'd add more there.
     */
    private final Map<Znode, Long> excessInPosixLocale = new HashMap<>();

    private long posixExcess;

    long value() {
        return sum;
    }

    boolean agreesWith(TxnDigest recorded) {
        return recorded.value() == sum || recorded.value() == sum + posixExcess;
    }

    void add(String path, Znode node) {
        if (path.startsWith(NOT_COVERED)) {
            return;
        }

        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        node.crc = crc(bytes, node);
        sum += Integer.toUnsignedLong(node.crc);
        if (bytes.length != path.length()) {
            int other = crc(path.getBytes(StandardCharsets.US_ASCII), node);
            long excess = Integer.toUnsignedLong(other) - Integer.toUnsignedLong(node.crc);
            excessInPosixLocale.put(node, excess);
            posixExcess += excess;
        }
    }

    void remove(Znode node) {
        sum -= Integer.toUnsignedLong(node.crc); // 0 where it isn't covered
        if (!excessInPosixLocale.isEmpty()) {
            Long excess = excessInPosixLocale.remove(node);
            posixExcess -= excess == null ? 0 : excess;
        }
    }

    void update(String path, Znode node) {
        remove(node);
        add(path, node);
    }

    private int crc(byte[] path, Znode node) {
        stat.clear();
        stat.putLong(node.czxid).putLong(node.mzxid).putLong(node.pzxid);
        stat.putLong(node.ctime).putLong(node.mtime);
        stat.putInt(node.version).putInt(node.cversion).putInt(node.aversion);
        stat.putLong(node.ephemeralOwner);

        crc.reset();
        crc.update(path);
        if (node.data != null) {
            crc.update(node.data);
        }
        crc.update(stat.array());
        return (int) crc.getValue();
    }
}
