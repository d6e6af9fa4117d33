package dev.keepsake.framework;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Writes a tar of plain files, as GNU's tar does: a name that is too long for a header stands before it. */
final class TarWriter {

    static final int BLOCK = 512;
    static final int NAME = 100;
    static final char LONG_NAME = 'L';
    static final char FILE = '0';

    private static final int SIZE_AT = 124;
    private static final int CHECKSUM_AT = 148;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes a file that was last changed then. */
    void write(String name, byte[] data, long millis) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME) {
            // ends with a zero byte
            entry(
                    "././@LongLink".getBytes(StandardCharsets.US_ASCII),
                    LONG_NAME,
                    Arrays.copyOf(bytes, bytes.length + 1),
                    0);
        }
        entry(Arrays.copyOf(bytes, Math.min(bytes.length, NAME)), FILE, data, millis);
    }

    private void entry(byte[] name, char kind, byte[] data, long millis) throws IOException {
        byte[] header = new byte[BLOCK];
        System.arraycopy(name, 0, header, 0, name.length);
        put(header, NAME, "0100644\0" + "0000000\0" + "0000000\0");
        put(header, SIZE_AT, octal(data.length, 11) + octal(Math.max(0, millis / 1000), 11));
        put(header, CHECKSUM_AT, "        " + kind);
        put(header, 257, "ustar\0" + "00" + "keepsake");
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, CHECKSUM_AT, octal(sum, 6) + " ");
        out.write(header);
        out.write(data);
        out.write(new byte[(BLOCK - data.length % BLOCK) % BLOCK]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static String octal(long number, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", number) + "\0";
    }

    /** Writes the end. */
    void finish() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }
}
