package dev.keepsake.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** What is signed, and what ciphertexts are bound to: a purpose and texts, parted by zero bytes, which no text has. */
final class Words {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Words(String purpose) {
        bytes.writeBytes(purpose.getBytes(UTF_8));
    }

    static Words of(String purpose, String... texts) {
        Words words = new Words(purpose);
        for (String text : texts) {
            words.bytes.write(0);
            words.bytes.writeBytes(text.getBytes(UTF_8));
        }
        return words;
    }

    /** The same with a zero byte and bytes of a fixed number behind it. */
    byte[] and(byte[]... pieces) {
        bytes.write(0);
        for (byte[] piece : pieces) {
            bytes.writeBytes(piece);
        }
        return bytes();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
