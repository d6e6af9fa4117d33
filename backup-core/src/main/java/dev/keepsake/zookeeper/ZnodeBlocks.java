package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.nio.charset.StandardCharsets;

/**
 * Znodes, each a block of memory that holds its fields and then its path, and its data another one. A znode is known by
 * its block's number, which stays the same until it is freed.
 */
final class ZnodeBlocks {

    /** Does not count in the digest. */
    static final int NOT_COVERED = 1;

    /** Has characters beyond ASCII in its path. */
    static final int BEYOND_ASCII = 2;

    // where the fields begin
    private static final int PARENT = 0;
    private static final int FIRST_CHILD = 4;
    private static final int NEXT = 8;
    private static final int PREVIOUS = 12;
    private static final int OWNED_NEXT = 16;
    private static final int OWNED_PREVIOUS = 20;
    private static final int HASH = 24;
    private static final int ACL = 28;
    private static final int FLAGS = 32;
    private static final int DATA_LENGTH = 36;
    private static final int DATA = 40;
    private static final int PATH_LENGTH = 44;
    private static final int CONTENT_CRC = 48;
    private static final int CRC = 52;
    private static final int STAT = 56;
    private static final int LINE = 64;
    private static final int PATH = STAT + StatBytes.LENGTH;

    private final Slabs slabs = new Slabs();

    /** A znode of its own, neither anybody's child nor covered by the digest yet. */
    int create(ZnodeBytes znode, int hash) throws RefusedException {
        int node = slabs.allocate(PATH + znode.pathLength);
        for (int field = 0; field < STAT; field += Long.BYTES) {
            slabs.putLong(node, field, 0);
        }
        slabs.putInt(node, HASH, hash);
        slabs.putInt(node, DATA_LENGTH, -1);
        slabs.putInt(node, PATH_LENGTH, znode.pathLength);
        slabs.put(node, STAT, znode.stat, 0, StatBytes.LENGTH);
        slabs.put(node, PATH, znode.path, znode.pathFrom, znode.pathLength);
        setData(node, znode.data, znode.dataFrom, znode.dataLength);
        return node;
    }

    /** Takes no more than this from the system from now on. */
    void bound(long bytes) {
        slabs.bound(bytes);
    }

    /** How many bytes are taken from the system. */
    long reserved() {
        return slabs.reserved();
    }

    /** Reads of each of the memory's lines in which a znode stands; what it returns only keeps the reading alive. */
    int look(int node) {
        return slabs.getInt(node, PARENT) + slabs.getInt(node, CRC) + slabs.getInt(node, PATH);
    }

    /** As {@link #look}, of so many bytes of the data. */
    int lookAtData(int node, int length) {
        int block = slabs.getInt(node, DATA);
        int seen = 0;
        for (int at = 0; at < Math.min(length, dataLength(node)); at += LINE) {
            seen += slabs.getByte(block, at);
        }
        return seen;
    }

    /** As {@link #look}, of what stands beside a znode, and of its newest child. */
    int lookAround(int node) {
        return lookUnlessNone(slabs.getInt(node, NEXT))
                + lookUnlessNone(slabs.getInt(node, PREVIOUS))
                + lookUnlessNone(firstChild(node));
    }

    private int lookUnlessNone(int node) {
        return node == Slabs.NONE ? 0 : slabs.getInt(node, PREVIOUS);
    }

    void free(int node) {
        freeData(node);
        slabs.free(node, PATH + pathLength(node));
    }

    /** Copies the data; a length of -1 stands for null. */
    void setData(int node, byte[] bytes, int from, int length) throws RefusedException {
        int before = dataLength(node);
        if (before <= 0 || length <= 0 || !Slabs.sameRoom(before, length)) {
            int block = length > 0 ? slabs.allocate(length) : Slabs.NONE;
            freeData(node);
            slabs.putInt(node, DATA, block);
        }
        slabs.putInt(node, DATA_LENGTH, length);
        if (length > 0) {
            slabs.put(slabs.getInt(node, DATA), 0, bytes, from, length);
        }
    }

    private void freeData(int node) {
        int length = dataLength(node);
        if (length > 0) {
            slabs.free(slabs.getInt(node, DATA), length);
        }
    }

    /** -1 where the data is null. */
    int dataLength(int node) {
        return slabs.getInt(node, DATA_LENGTH);
    }

    void copyData(int node, byte[] into) {
        if (dataLength(node) > 0) {
            slabs.get(slabs.getInt(node, DATA), 0, into, 0, dataLength(node));
        }
    }

    int pathLength(int node) {
        return slabs.getInt(node, PATH_LENGTH);
    }

    byte pathByte(int node, int at) {
        return slabs.getByte(node, PATH + at);
    }

    void copyPath(int node, byte[] into) {
        slabs.get(node, PATH, into, 0, pathLength(node));
    }

    boolean hasPath(int node, byte[] bytes, int from, int length) {
        return pathLength(node) == length && slabs.holds(node, PATH, bytes, from, length);
    }

    boolean haveSamePath(int node, int other) {
        byte[] path = new byte[pathLength(other)];
        copyPath(other, path);
        return hasPath(node, path, 0, path.length);
    }

    /** The path as in a snapshot: the root's is empty. */
    String path(int node) {
        byte[] bytes = new byte[pathLength(node)];
        copyPath(node, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void copyStat(int node, byte[] into) {
        slabs.get(node, STAT, into, 0, StatBytes.LENGTH);
    }

    ZnodeStat stat(int node) {
        byte[] bytes = new byte[StatBytes.LENGTH];
        copyStat(node, bytes);
        return StatBytes.read(bytes);
    }

    /** One of the 64 bit fields that {@link StatBytes} names. */
    long statLong(int node, int field) {
        return slabs.getLong(node, STAT + field);
    }

    void setStatLong(int node, int field, long value) {
        slabs.putLong(node, STAT + field, value);
    }

    int statInt(int node, int field) {
        return slabs.getInt(node, STAT + field);
    }

    void setStatInt(int node, int field, int value) {
        slabs.putInt(node, STAT + field, value);
    }

    int hash(int node) {
        return slabs.getInt(node, HASH);
    }

    int acl(int node) {
        return slabs.getInt(node, ACL);
    }

    void setAcl(int node, int list) {
        slabs.putInt(node, ACL, list);
    }

    boolean is(int node, int flag) {
        return (slabs.getInt(node, FLAGS) & flag) != 0;
    }

    void setFlags(int node, int flags) {
        slabs.putInt(node, FLAGS, flags);
    }

    int contentCrc(int node) {
        return slabs.getInt(node, CONTENT_CRC);
    }

    void setContentCrc(int node, int crc) {
        slabs.putInt(node, CONTENT_CRC, crc);
    }

    /** What the znode adds to the digest, as {@link TreeDigest} last saw it. */
    int crc(int node) {
        return slabs.getInt(node, CRC);
    }

    void setCrc(int node, int crc) {
        slabs.putInt(node, CRC, crc);
    }

    int parent(int node) {
        return slabs.getInt(node, PARENT);
    }

    int firstChild(int node) {
        return slabs.getInt(node, FIRST_CHILD);
    }

    /** The next child of the same parent, in no order. */
    int nextSibling(int node) {
        return slabs.getInt(node, NEXT);
    }

    void addChild(int parent, int child) {
        int first = firstChild(parent);
        slabs.putInt(child, PARENT, parent);
        slabs.putInt(child, NEXT, first);
        slabs.putInt(child, PREVIOUS, Slabs.NONE);
        if (first != Slabs.NONE) {
            slabs.putInt(first, PREVIOUS, child);
        }
        slabs.putInt(parent, FIRST_CHILD, child);
    }

    void removeChild(int parent, int child) {
        int next = nextSibling(child);
        int previous = slabs.getInt(child, PREVIOUS);
        if (next != Slabs.NONE) {
            slabs.putInt(next, PREVIOUS, previous);
        }
        if (previous != Slabs.NONE) {
            slabs.putInt(previous, NEXT, next);
        } else {
            slabs.putInt(parent, FIRST_CHILD, next);
        }
    }

    /** The next znode of the same owner. */
    int nextOwned(int node) {
        return slabs.getInt(node, OWNED_NEXT);
    }

    /** Puts a znode in front of another of the same owner. */
    void linkOwned(int node, int next) {
        slabs.putInt(node, OWNED_NEXT, next);
        slabs.putInt(node, OWNED_PREVIOUS, Slabs.NONE);
        if (next != Slabs.NONE) {
            slabs.putInt(next, OWNED_PREVIOUS, node);
        }
    }

    /** Takes a znode out from among those of its owner, and says whether it was the first. */
    boolean unlinkOwned(int node) {
        int next = nextOwned(node);
        int previous = slabs.getInt(node, OWNED_PREVIOUS);
        if (next != Slabs.NONE) {
            slabs.putInt(next, OWNED_PREVIOUS, previous);
        }
        if (previous != Slabs.NONE) {
            slabs.putInt(previous, OWNED_NEXT, next);
        }
        return previous == Slabs.NONE;
    }
}
