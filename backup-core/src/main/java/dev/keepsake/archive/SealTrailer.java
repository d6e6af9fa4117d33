package dev.keepsake.archive;

import static dev.keepsake.archive.SealFormat.MAGIC_BYTES;
import static dev.keepsake.archive.SealFormat.TOTALS_BYTES;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The end of a sealed object: how many blocks and bytes of plaintext it holds, and the SHA-256 of all its bytes up to
 * the hash. Reading it from the last bytes of a stored object tells cheaply that the object has its end, and which
 * object it is; only reading the object whole tells that everything before it is sound.
 */
public record SealTrailer(long blocks, long length, String sha256) {

    /** How many bytes of a sealed object's end hold its trailer. */
    public static final int BYTES = TOTALS_BYTES + Sha256.BYTES + MAGIC_BYTES;

    /** Refuses numbers that no object has. */
    public SealTrailer {
        if (blocks < 0 || length < blocks || (blocks == 0 && length != 0)) {
            throw new IllegalArgumentException(blocks + " blocks cannot hold " + length + " bytes");
        }
        Sha256.require(sha256);
    }

    /**
     * Reads the trailer from the last {@link #BYTES} bytes, or more, of a stored object.
     *
     * @throws CorruptException when they are not the end of a sealed object, as after a cut
     */
    public static SealTrailer read(ObjectKey key, byte[] tail) throws CorruptException {
        if (tail.length < BYTES) {
            throw new CorruptException("object " + key + " is cut: expected a trailer of " + BYTES + " bytes, found "
                    + tail.length + " bytes in all");
        }
        ByteBuffer trailer = ByteBuffer.wrap(tail, tail.length - BYTES, BYTES).slice();
        int mark = trailer.getInt();
        long blocks = Integer.toUnsignedLong(trailer.getInt());
        long length = trailer.getLong();
        byte[] sha256 = new byte[Sha256.BYTES];
        trailer.get(sha256);
        byte[] end = new byte[MAGIC_BYTES];
        trailer.get(end);
        if (mark != SealFormat.END_MARK || !Arrays.equals(end, SealFormat.endMagic())) {
            throw new CorruptException(
                    "object " + key + " is cut or damaged: expected a trailer at its end, found other bytes");
        }
        try {
            return new SealTrailer(blocks, length, Sha256.hex(sha256));
        } catch (IllegalArgumentException e) {
            throw new CorruptException("object " + key + " has a damaged trailer: " + e.getMessage(), e);
        }
    }

    /** Mark and totals, as they go under the hash. */
    static byte[] totals(long blocks, long length) {
        return ByteBuffer.allocate(TOTALS_BYTES)
                .putInt(SealFormat.END_MARK)
                .putInt((int) blocks)
                .putLong(length)
                .array();
    }

    /** The hash and the end magic. */
    static byte[] closing(byte[] sha256) {
        return ByteBuffer.allocate(Sha256.BYTES + MAGIC_BYTES)
                .put(sha256)
                .put(SealFormat.endMagic())
                .array();
    }
}
