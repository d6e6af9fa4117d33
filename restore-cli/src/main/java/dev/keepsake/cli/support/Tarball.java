package dev.keepsake.cli.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** A compressed tar of small texts. */
final class Tarball implements Closeable {

    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 99;
    private static final int CHECKSUM = 148;

    private final OutputStream out;
    private final long seconds;

    Tarball(OutputStream out, Instant time) throws IOException {
        this.out = new GZIPOutputStream(out);
        this.seconds = time.getEpochSecond();
    }

    void add(String name, byte[] bytes) throws IOException {
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("too long for a tar: " + name);
        }
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000600\0" + "0000000\0" + "0000000\0" + octal(bytes.length) + octal(seconds));
        put(header, CHECKSUM, "        0");
        put(header, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte one : header) {
            sum += Byte.toUnsignedInt(one);
        }
        put(header, CHECKSUM, String.format(Locale.ROOT, "%06o\0 ", sum));
        out.write(header);
        out.write(bytes);
        out.write(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
    }

    private static String octal(long number) {
        return String.format(Locale.ROOT, "%011o\0", number);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
