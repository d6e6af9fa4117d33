package dev.keepsake.zookeeper;

import java.nio.ByteBuffer;

/** A Stat's 60 bytes in the order in which the digest of a tree takes them: as in a snapshot, but with pzxid third. */
final class StatBytes {

    static final int LENGTH = 60;

    // where the fields begin
    static final int CZXID = 0;
    static final int MZXID = 8;
    static final int PZXID = 16;
    static final int CTIME = 24;
    static final int MTIME = 32;
    static final int VERSION = 40;
    static final int CVERSION = 44;
    static final int AVERSION = 48;
    static final int OWNER = 52;

    /** Where pzxid begins in a snapshot. */
    private static final int PZXID_IN_FILE = 52;

    private StatBytes() {}

    /** Brings a Stat as it stands in a snapshot into this order. */
    static void fromFile(byte[] file, int from, byte[] stat) {
        System.arraycopy(file, from, stat, 0, PZXID);
        System.arraycopy(file, from + PZXID_IN_FILE, stat, PZXID, Long.BYTES);
        System.arraycopy(file, from + PZXID, stat, CTIME, LENGTH - CTIME);
    }

    static void write(ZnodeStat stat, byte[] into) {
        ByteBuffer.wrap(into)
                .putLong(stat.czxid())
                .putLong(stat.mzxid())
                .putLong(stat.pzxid())
                .putLong(stat.ctime())
                .putLong(stat.mtime())
                .putInt(stat.version())
                .putInt(stat.cversion())
                .putInt(stat.aversion())
                .putLong(stat.ephemeralOwner());
    }

    static ZnodeStat read(byte[] stat) {
        ByteBuffer in = ByteBuffer.wrap(stat);
        return new ZnodeStat(
                in.getLong(CZXID),
                in.getLong(MZXID),
                in.getLong(CTIME),
                in.getLong(MTIME),
                in.getInt(VERSION),
                in.getInt(CVERSION),
                in.getInt(AVERSION),
                in.getLong(OWNER),
                in.getLong(PZXID));
    }
}
