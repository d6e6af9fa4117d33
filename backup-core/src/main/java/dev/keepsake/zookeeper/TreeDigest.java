package dev.keepsake.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Keeps ZooKeeper's digest of a tree (version 2) while znodes come, go and change. */
final class TreeDigest {

    private static final byte[] NOT_COVERED = "/zookeeper/".getBytes(StandardCharsets.US_ASCII);

    private final ZnodeBlocks blocks;
    private final ZnodeCrc crc = new ZnodeCrc();
    private final byte[] stat = new byte[StatBytes.LENGTH];
    private long sum;

    /**
     * A server in the POSIX locale before Java 18 takes each character of a path beyond ASCII for a question mark. So
     * for such znodes, which are few, this holds by how much they'd add more there.
     */
    private final Map<Integer, Long> excessInPosixLocale = new HashMap<>();

    private long posixExcess;

    TreeDigest(ZnodeBlocks blocks) {
        this.blocks = blocks;
    }

    long value() {
        return sum;
    }

    boolean agreesWith(TxnDigest recorded) {
        return recorded.value() == sum || recorded.value() == sum + posixExcess;
    }

    /** Takes in a znode that was just made of these bytes. */
    void add(int node, ZnodeBytes znode) {
        boolean covered = !startsWith(znode, NOT_COVERED);
        blocks.setFlags(node, (covered ? 0 : ZnodeBlocks.NOT_COVERED) | (znode.ascii ? 0 : ZnodeBlocks.BEYOND_ASCII));
        if (covered) {
            znode.measure(crc);
            blocks.setContentCrc(node, znode.contentCrc);
            include(node, znode.crc, znode.stat);
        }
    }

    void remove(int node) {
        sum -= Integer.toUnsignedLong(blocks.crc(node)); // 0 where it isn't covered
        if (!excessInPosixLocale.isEmpty()) {
            Long excess = excessInPosixLocale.remove(node);
            posixExcess -= excess == null ? 0 : excess;
        }
    }

    /** Must follow every change of a znode's Stat. */
    void statChanged(int node) {
        if (!blocks.is(node, ZnodeBlocks.NOT_COVERED)) {
            remove(node);
            blocks.copyStat(node, stat);
            include(node, crc.ofWhole(blocks.contentCrc(node), stat), stat);
        }
    }

    /** Must follow every change of a znode's data, which the part and its record's bytes still hold; Stat and all. */
    void dataChanged(int node, TxnPart part, byte[] bytes) {
        if (!blocks.is(node, ZnodeBlocks.NOT_COVERED)) {
            int length = Math.max(part.dataLength, 0);
            int content = crc.ofContent(part.path, part.pathFrom, part.pathLength, bytes, part.dataFrom, length);
            blocks.setContentCrc(node, content);
            statChanged(node);
        }
    }

    private void include(int node, int whole, byte[] statBytes) {
        blocks.setCrc(node, whole);
        sum += Integer.toUnsignedLong(whole);
        if (blocks.is(node, ZnodeBlocks.BEYOND_ASCII)) {
            includeExcess(node, whole, statBytes);
        }
    }

    private void includeExcess(int node, int whole, byte[] statBytes) {
        byte[] path = blocks.path(node).getBytes(StandardCharsets.US_ASCII);
        byte[] data = new byte[Math.max(blocks.dataLength(node), 0)];
        blocks.copyData(node, data);
        int other = crc.ofWhole(crc.ofContent(path, 0, path.length, data, 0, data.length), statBytes);
        long excess = Integer.toUnsignedLong(other) - Integer.toUnsignedLong(whole);
        excessInPosixLocale.put(node, excess);
        posixExcess += excess;
    }

    private static boolean startsWith(ZnodeBytes znode, byte[] prefix) {
        int from = znode.pathFrom;
        return znode.pathLength >= prefix.length
                && Arrays.equals(znode.path, from, from + prefix.length, prefix, 0, prefix.length);
    }
}
