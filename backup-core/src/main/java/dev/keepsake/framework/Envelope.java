package dev.keepsake.framework;

import dev.keepsake.artefact.CorruptException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Marathon's message {@code ZKStoreEntry}: a name (1), an id (2), a value (3), and whether it is compressed (4). */
final class Envelope {

    private static final int VALUE = 3;
    private static final int COMPRESSED = 4;
    private static final int BYTES = 2;

    private final byte[] bytes;
    private int at;

    private Envelope(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The value. */
    static byte[] open(byte[] bytes) throws CorruptException {
        Envelope envelope = new Envelope(bytes);
        byte[] value = null;
        while (envelope.at < bytes.length) {
            int tag = envelope.number();
            int number = envelope.number();
            if ((tag & 7) == BYTES) {
                if (number > bytes.length - envelope.at) {
                    throw broken(bytes);
                }
                byte[] field = Arrays.copyOfRange(bytes, envelope.at, envelope.at + number);
                value = tag >> 3 == VALUE ? field : value;
                envelope.at += number;
            } else if ((tag & 7) != 0 || (tag >> 3 == COMPRESSED && number != 0)) {
                throw broken(bytes);
            }
        }
        if (value == null) {
            throw broken(bytes);
        }
        return value;
    }

    /** The message as Marathon writes it. */
    static byte[] around(String name, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        field(out, 1, name.getBytes(StandardCharsets.UTF_8));
        field(out, VALUE, value);
        out.write(COMPRESSED << 3);
        out.write(0);
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] value) {
        out.write((number << 3) | BYTES);
        int length = value.length;
        for (; length > 0x7f; length >>>= 7) {
            out.write((length & 0x7f) | 0x80);
        }
        out.write(length);
        out.writeBytes(value);
    }

    private int number() throws CorruptException {
        int number = 0;
        for (int shift = 0; shift < 28 && at < bytes.length; shift += 7) {
            int next = bytes[at++];
            number |= (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw broken(bytes);
    }

    private static CorruptException broken(byte[] bytes) {
        return new CorruptException(
                "what should be an entry of Marathon's storage is no such message: " + bytes.length + " bytes");
    }
}
