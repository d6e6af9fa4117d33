package dev.keepsake.archive;

import static dev.keepsake.archive.SealFormat.MAGIC_BYTES;
import static dev.keepsake.archive.SealFormat.TOTALS_BYTES;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The end of a sealed object: how many blocks and bytes of plaintext it holds, and the SHA-256 of all its bytes up to
 * the hash. Reading it from the last bytes of a stored object tells cheaply that the object has its end, and which
 * object it is; only reading the object whole tells that everything before it is sound.
 *
 * @param signature in lower-case hex, of that hash and the header; empty where nothing is signed
 */
public record SealTrailer(long blocks, long length, String sha256, String signature) {

    /** How many bytes of a sealed object's end hold its trailer when it is not signed. */
    public static final int BYTES = TOTALS_BYTES + Sha256.BYTES + MAGIC_BYTES;

    /** How many bytes hold the trailer of a signed one; the most that any trailer has. */
    public static final int SIGNED_BYTES = BYTES + Signer.BYTES;

    /** Refuses numbers that no object has. */
    public SealTrailer {
        if (blocks < 0 || length < blocks || (blocks == 0 && length != 0)) {
            throw new IllegalArgumentException(blocks + " blocks cannot hold " + length + " bytes");
        }
        Sha256.require(sha256);
    }

    /** A trailer without a signature. */
    public SealTrailer(long blocks, long length, String sha256) {
        this(blocks, length, sha256, "");
    }

    /**
     * Reads the trailer from the last {@link #SIGNED_BYTES} bytes, or more, of a stored object, or all of it.
     *
     * @throws CorruptException when they are not the end of a sealed object, as after a cut
     */
    public static SealTrailer read(ObjectKey key, byte[] tail) throws CorruptException {
        if (tail.length < BYTES) {
            throw new CorruptException("object " + key + " is cut: expected a trailer of " + BYTES + " bytes, found "
                    + tail.length + " bytes in all");
        }
        boolean signed = tail.length >= SIGNED_BYTES
                && Arrays.equals(
                        tail, tail.length - MAGIC_BYTES, tail.length, SealFormat.signedEndMagic(), 0, MAGIC_BYTES);
        int length = signed ? SIGNED_BYTES : BYTES;
        return read(key, ByteBuffer.wrap(tail, tail.length - length, length).slice(), signed);
    }

    private static SealTrailer read(ObjectKey key, ByteBuffer trailer, boolean signed) throws CorruptException {
        int mark = trailer.getInt();
        long blocks = Integer.toUnsignedLong(trailer.getInt());
        long length = trailer.getLong();
        byte[] sha256 = new byte[Sha256.BYTES];
        trailer.get(sha256);
        byte[] signature = new byte[signed ? Signer.BYTES : 0];
        trailer.get(signature);
        byte[] end = new byte[MAGIC_BYTES];
        trailer.get(end);
        boolean ends = signed || Arrays.equals(end, SealFormat.endMagic());
        if (mark != SealFormat.END_MARK || !ends) {
            throw new CorruptException(
                    "object " + key + " is cut or damaged: expected a trailer at its end, found other bytes");
        }
        try {
            return new SealTrailer(
                    blocks, length, Sha256.hex(sha256), HexFormat.of().formatHex(signature));
        } catch (IllegalArgumentException e) {
            throw new CorruptException("object " + key + " has a damaged trailer: " + e.getMessage(), e);
        }
    }

    /**
     * Fails unless whoever the header names signed this object, and is trusted.
     *
     * @throws CorruptException when a trusted signer did not sign it so, or the signer is not trusted
     */
    void requireVouched(SealHeader header, byte[] headerHash, Opening opening) throws IOException {
        boolean signed = !signature.isEmpty();
        if (signed != header.protection().signed()) {
            throw new CorruptException("object " + header.key() + (signed ? " has" : " has not")
                    + " a signature in its trailer, unlike its header says");
        }
        if (signed) {
            byte[] message = message(
                    header, headerHash, totals(blocks, length), HexFormat.of().parseHex(sha256));
            opening.trust()
                    .require(
                            "object " + header.key(),
                            header.protection().signer(),
                            message,
                            HexFormat.of().parseHex(signature));
        }
    }

    /** What is signed of an object. */
    static byte[] message(SealHeader header, byte[] headerHash, byte[] totals, byte[] sha256) {
        return Words.of(
                        "keepsake object",
                        header.protection().archive(),
                        header.key().value())
                .and(headerHash, totals, sha256);
    }

    /** Mark and totals, as they go under the hash. */
    static byte[] totals(long blocks, long length) {
        return ByteBuffer.allocate(TOTALS_BYTES)
                .putInt(SealFormat.END_MARK)
                .putInt((int) blocks)
                .putLong(length)
                .array();
    }

    /** The hash, the signature and the end magic. */
    static byte[] closing(byte[] sha256, byte[] signature) {
        return ByteBuffer.allocate(Sha256.BYTES + Signer.BYTES + MAGIC_BYTES)
                .put(sha256)
                .put(signature)
                .put(SealFormat.signedEndMagic())
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
