package dev.keepsake.zookeeper;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.xerial.snappy.Snappy;

/**
 * Reads snappy as servers write it: a header, then blocks, each after its compressed length. snappy-java's own stream
 * takes a cut between two blocks for the end, and allocates whatever a length says; so only its block decoder is used.
 */
final class SnappyInput extends InputStream {

    static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};

    /** Servers write blocks of 32 KiB. */
    private static final int MAX_BLOCK = 16 << 20;

    private final DataInputStream in;
    private byte[] block = new byte[0];
    private int position;

    /** Reads the header. */
    SnappyInput(InputStream in) throws IOException {
        this.in = new DataInputStream(in);
        this.in.readFully(new byte[MAGIC.length]);
        int version = this.in.readInt();
        int compatible = this.in.readInt();
        if (version < 1 || compatible != 1) {
            throw new IOException("snappy version " + version + " compatible with " + compatible + ", expected 1");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == block.length) {
            if (!nextBlock()) {
                return -1;
            }
        }
        int count = Math.min(length, block.length - position);
        System.arraycopy(block, position, bytes, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean nextBlock() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        checkLength(length, "compressed");
        byte[] compressed = in.readNBytes(length);
        if (compressed.length < length) {
            throw new IOException("a snappy block ends after " + compressed.length + " of " + length + " bytes");
        }
        int plain = Snappy.uncompressedLength(compressed);
        checkLength(plain, "decompressed");
        block = new byte[plain];
        position = 0;
        int written = Snappy.uncompress(compressed, 0, length, block, 0);
        if (written != plain) {
            throw new IOException("a snappy block gave " + written + " bytes, expected " + plain);
        }
        return true;
    }

    private static void checkLength(int length, String what) throws IOException {
        if (length <= 0 || length > MAX_BLOCK) {
            throw new IOException(
                    "the " + what + " length of a snappy block is " + length + ", expected 1 to " + MAX_BLOCK);
        }
    }
}
