package dev.keepsake.archive;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Random;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Encrypts the blocks of one object in segments, each bound to the object's header, to its block, to its place in that, and to
 * whether it is the last of the block and of the object.
 */
final class BlockCipher {

    /**
     * The most bytes of a segment before it is encrypted. Java's AES-GCM becomes fast only after some hundred calls, however
     * long each is: with segments of a megabyte it took half a gigabyte until it did.
     */
    static final int SEGMENT_BYTES = 8 << 10;

    /** What a segment grows by: a nonce and a tag. */
    static final int OVERHEAD = 12 + 16;

    static final int KEY_BYTES = 32;

    private final Aead aead;
    private final byte[] header;

    /** With the key of the object and the hash of its header as stored. */
    BlockCipher(byte[] dataKey, byte[] header) {
        try {
            this.aead = new AesGcmJce(dataKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not work on this Java platform", e);
        }
        this.header = header.clone();
    }

    static byte[] freshKey() {
        return Random.randBytes(KEY_BYTES);
    }

    /** How many bytes so many become. */
    static int encrypted(int length) {
        return length + OVERHEAD * segments(length, SEGMENT_BYTES);
    }

    /** How many bytes so many were before; not above zero where that cannot be. */
    static long decrypted(long length) {
        long rest = length % (SEGMENT_BYTES + OVERHEAD);
        if (rest > 0 && rest <= OVERHEAD) {
            return 0;
        }
        long segments = (length + SEGMENT_BYTES + OVERHEAD - 1) / (SEGMENT_BYTES + OVERHEAD);
        return length - OVERHEAD * segments;
    }

    private static int segments(int length, int segment) {
        return (length + segment - 1) / segment;
    }

    byte[] encrypt(byte[] packed, int from, int length, long number, boolean last) {
        ByteBuffer out = ByteBuffer.allocate(encrypted(length));
        int segments = segments(length, SEGMENT_BYTES);
        try {
            for (int i = 0; i < segments; i++) {
                int begin = from + i * SEGMENT_BYTES;
                int end = Math.min(from + length, begin + SEGMENT_BYTES);
                byte[] segment = Arrays.copyOfRange(packed, begin, end);
                out.put(aead.encrypt(segment, binding(number, last, i, i == segments - 1)));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not work on this Java platform", e);
        }
        return out.array();
    }

    /** What was encrypted; empty when it is not the block of this number in this object. */
    Optional<byte[]> decrypt(byte[] stored, int length, long number, boolean last) {
        ByteBuffer out = ByteBuffer.allocate((int) decrypted(length));
        int segments = segments(length, SEGMENT_BYTES + OVERHEAD);
        try {
            for (int i = 0; i < segments; i++) {
                int begin = i * (SEGMENT_BYTES + OVERHEAD);
                int end = Math.min(length, begin + SEGMENT_BYTES + OVERHEAD);
                byte[] segment = Arrays.copyOfRange(stored, begin, end);
                out.put(aead.decrypt(segment, binding(number, last, i, i == segments - 1)));
            }
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
        return Optional.of(out.array());
    }

    private byte[] binding(long number, boolean last, int segment, boolean lastSegment) {
        return ByteBuffer.allocate(header.length + 2 * Integer.BYTES + 1)
                .put(header)
                .putInt((int) number)
                .putInt(segment)
                .put((byte) ((last ? 2 : 0) + (lastSegment ? 1 : 0)))
                .array();
    }
}
