package dev.keepsake.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/**
 * Sealed objects as somebody changes them who has no key: other words of the same length in the header, with every checksum and
 * hash computed anew, and the signature as it was.
 */
public final class Retouched {

    private static final int JSON_AT = 14;
    private static final int CRC = 4;
    private static final int HEAD = 12;
    private static final int TOTALS = 16;

    private Retouched() {}

    /** A stored object with something else in its header. */
    public static byte[] header(byte[] stored, String from, String to) {
        byte[] changed = stored.clone();
        ByteBuffer bytes = ByteBuffer.wrap(changed);
        int end = JSON_AT + bytes.getInt(JSON_AT - Integer.BYTES);
        String json = new String(changed, JSON_AT, end - JSON_AT, ISO_8859_1);
        if (!json.contains(from) || from.length() != to.length()) {
            throw new AssertionError("cannot put " + to + " in the place of " + from + " in " + json);
        }
        bytes.put(JSON_AT, json.replace(from, to).getBytes(ISO_8859_1));
        bytes.putInt(end, checksum(changed, 0, end));
        int at = end + CRC;
        while (bytes.getInt(at) != -1) {
            int block = HEAD + bytes.getInt(at + 2 * Integer.BYTES);
            CRC32C crc = new CRC32C();
            crc.update(changed, end, CRC);
            crc.update(changed, at, block);
            bytes.putInt(at + block, (int) crc.getValue());
            at += block + CRC;
        }
        bytes.put(at + TOTALS, sha256(changed, at + TOTALS));
        return changed;
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
