package dev.keepsake.mesos.leveldb;

import java.util.zip.CRC32C;

/** LevelDB's checksum: CRC-32C, masked, so that a checksum over bytes with checksums in them still means something. */
final class Checksum {

    private static final int DELTA = 0xa282ead8;

    private Checksum() {}

    /** Over one byte, the type of a record, and what follows it. */
    static int ofTyped(int type, byte[] data, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(type);
        crc.update(data, from, length);
        return mask((int) crc.getValue());
    }

    /** Over a part of some bytes. */
    static int of(byte[] data, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, from, length);
        return mask((int) crc.getValue());
    }

    private static int mask(int crc) {
        return Integer.rotateRight(crc, 15) + DELTA;
    }
}
