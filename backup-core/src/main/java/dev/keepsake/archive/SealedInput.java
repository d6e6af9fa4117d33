package dev.keepsake.archive;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/** The stored bytes of one object, read whole pieces at a time, counted and hashed; a missing byte is corruption. */
final class SealedInput {

    private final InputStream in;
    private final ObjectKey key;
    private final MessageDigest digest = Sha256.begin();
    private long offset;

    SealedInput(InputStream in, ObjectKey key) {
        this.in = in;
        this.key = key;
    }

    ObjectKey key() {
        return key;
    }

    long offset() {
        return offset;
    }

    /** Reads and hashes exactly this many bytes. */
    void read(byte[] into, int from, int length, String what) throws IOException {
        fill(into, from, length, what);
        digest.update(into, from, length);
    }

    /** Reads and hashes exactly this many bytes; the caller has bounded them. */
    byte[] read(int length, String what) throws IOException {
        byte[] bytes = new byte[length];
        read(bytes, 0, length, what);
        return bytes;
    }

    /**
     * Reads the hash, the signature where there is one, and the end magic, which must close over everything read before, with
     * nothing after them; gives what was read.
     */
    byte[] readClosing(boolean signed) throws IOException {
        byte[] sha256 = digest.digest();
        byte[] found = new byte[Sha256.BYTES + (signed ? Signer.BYTES : 0) + SealFormat.MAGIC_BYTES];
        long at = offset;
        fill(found, 0, found.length, "the trailer");
        byte[] expected = signed
                ? SealTrailer.closing(sha256, Arrays.copyOfRange(found, Sha256.BYTES, Sha256.BYTES + Signer.BYTES))
                : SealTrailer.closing(sha256);
        if (!Arrays.equals(found, expected)) {
            throw corrupt(at, "expected SHA-256 " + Sha256.hex(sha256) + " and the end magic, found other bytes");
        }
        if (in.read() != -1) {
            throw corrupt(offset, "expected the end of the object, found more bytes");
        }
        return found;
    }

    CorruptException corrupt(long at, String message) {
        return new CorruptException("object " + key + ", offset " + at + ": " + message);
    }

    CorruptException corrupt(long at, String message, Throwable cause) {
        return new CorruptException("object " + key + ", offset " + at + ": " + message, cause);
    }

    void close() throws IOException {
        in.close();
    }

    private void fill(byte[] into, int from, int length, String what) throws IOException {
        int found = in.readNBytes(into, from, length);
        if (found < length) {
            throw corrupt(
                    offset + found, "the object is cut: expected " + length + " bytes of " + what + ", found " + found);
        }
        offset += length;
    }
}
