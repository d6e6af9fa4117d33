package dev.keepsake.zookeeper;

import java.util.zip.CRC32;

/**
 * What a znode adds to the digest of its tree: the CRC-32 of path, data and Stat. Where only the Stat changes, the checksum
 * of the two before it is kept, and moved on by the Stat's length, which needs neither of them again.
 */
final class ZnodeCrc {

    private static final int POLYNOMIAL = 0xEDB88320;
    private static final int[] MOVED = moved();

    private final CRC32 crc = new CRC32();

    /** The checksum of path and data. */
    int ofContent(byte[] path, int pathFrom, int pathLength, byte[] data, int dataFrom, int dataLength) {
        crc.reset();
        crc.update(path, pathFrom, pathLength);
        crc.update(data, dataFrom, dataLength);
        return (int) crc.getValue();
    }

    /** The checksum of all three, from that of the first two and the Stat. */
    int ofWhole(int content, byte[] stat) {
        crc.reset();
        crc.update(stat, 0, StatBytes.LENGTH);
        return (int) crc.getValue()
                ^ MOVED[content & 0xff]
                ^ MOVED[0x100 | ((content >>> 8) & 0xff)]
                ^ MOVED[0x200 | ((content >>> 16) & 0xff)]
                ^ MOVED[0x300 | (content >>> 24)];
    }

    /** What becomes of each byte of a checksum, at each of its four places, when as many zeros follow as a Stat is long. */
    private static int[] moved() {
        int[] table = new int[4 << Byte.SIZE];
        for (int i = 0; i < table.length; i++) {
            int value = (i & 0xff) << ((i >>> Byte.SIZE) * Byte.SIZE);
            for (int bit = 0; bit < StatBytes.LENGTH * Byte.SIZE; bit++) {
                value = (value >>> 1) ^ ((value & 1) == 0 ? 0 : POLYNOMIAL);
            }
            table[i] = value;
        }
        return table;
    }
}
