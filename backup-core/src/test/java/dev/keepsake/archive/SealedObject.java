package dev.keepsake.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;

/** Small sealed objects for tests, and the reading of them byte by byte. */
final class SealedObject {

    static final ObjectKey KEY = new ObjectKey("prod/zk/node1/main/T/link/0000000100000007");
    static final String NONCE = "00112233445566778899aabbccddeeff";

    private SealedObject() {}

    static SealHeader header(ObjectKey key, Codec codec, long length) {
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("first.zxid", "0x100000008");
        facts.put("note", "quote \" and backslash \\ {}");
        return new SealHeader(key, codec, length, NONCE, "keepsake 0.1.0", facts);
    }

    static byte[] seal(SealHeader header, int blockBytes, byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealWriter writer = new SealWriter(out, header, blockBytes)) {
            writer.write(plain);
            writer.finish();
        }
        return out.toByteArray();
    }

    static byte[] seal(Codec codec, int blockBytes, byte[] plain) throws IOException {
        return seal(header(KEY, codec, plain.length), blockBytes, plain);
    }

    static byte[] read(byte[] stored) throws IOException {
        return read(stored, new ByteArrayOutputStream());
    }

    /** Reads in steps of varying size; whatever was handed out before a failure stands in {@code handedOut}. */
    static byte[] read(byte[] stored, ByteArrayOutputStream handedOut) throws IOException {
        try (SealReader reader = SealReader.open(new ByteArrayInputStream(stored), KEY)) {
            byte[] step = new byte[7];
            for (int length = reader.read(step); length != -1; length = reader.read(step)) {
                handedOut.write(step, 0, length);
            }
            return handedOut.toByteArray();
        }
    }

    /** Text that zstd makes smaller even in blocks of 40 bytes. */
    static byte[] text(int length) {
        byte[] bytes = new byte[length];
        byte[] line = "/zk/7 ".getBytes(US_ASCII);
        for (int i = 0; i < length; i++) {
            bytes[i] = line[i % line.length];
        }
        return bytes;
    }

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            joined.writeBytes(piece);
        }
        return joined.toByteArray();
    }

    static byte[] cut(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
