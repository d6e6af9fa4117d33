package dev.keepsake.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.zip.CRC32C;

/** Objects with any content but right checksums, built from the format's text alone, as a hostile writer would. */
final class Forgery {

    static final String HEADER_JSON = header("keyring", "0");

    private byte[] bytes;
    private final byte[] seed;

    Forgery(int version, String json) {
        byte[] text = json.getBytes(UTF_8);
        byte[] start = ByteBuffer.allocate(14 + text.length)
                .put("KEEPSEAL".getBytes(UTF_8))
                .putShort((short) version)
                .putInt(text.length)
                .put(text)
                .array();
        seed = checksum(start);
        bytes = SealedObject.join(start, seed);
    }

    /** A valid header for 100 bytes of plaintext with one member's JSON replaced. */
    static String header(String member, String value) {
        String json = "{\"codec\":\"zstd\",\"facts\":{},\"key\":\"" + SealedObject.KEY
                + "\",\"keyring\":0,\"length\":100,\"nonce\":\"" + SealedObject.NONCE
                + "\",\"writer\":\"keepsake 9.9\"}";
        return json.replaceFirst(
                "\"" + member + "\":(\"[^\"]*\"|\\{\\}|\\d+)", Matcher.quoteReplacement("\"" + member + "\":" + value));
    }

    Forgery block(int number, int length, byte[] stored) {
        return block(number, length, stored.length, stored);
    }

    Forgery block(int number, int length, int packed, byte[] stored) {
        byte[] head = ByteBuffer.allocate(12)
                .putInt(number)
                .putInt(length)
                .putInt(packed)
                .array();
        bytes = SealedObject.join(bytes, head, stored, checksum(seed, head, stored));
        return this;
    }

    byte[] unfinished() {
        return bytes;
    }

    byte[] finished(int blocks, long length) {
        byte[] totals = ByteBuffer.allocate(16)
                .putInt(-1)
                .putInt(blocks)
                .putLong(length)
                .array();
        byte[] hashed = SealedObject.join(bytes, totals);
        return SealedObject.join(hashed, sha256(hashed), "KEEPDONE".getBytes(UTF_8));
    }

    private static byte[] checksum(byte[]... pieces) {
        CRC32C crc = new CRC32C();
        for (byte[] piece : pieces) {
            crc.update(piece);
        }
        return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
