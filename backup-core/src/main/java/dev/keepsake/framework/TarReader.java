package dev.keepsake.framework;

import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads a tar of plain files, to its end mark: one that was cut has none. */
final class TarReader {

    private static final int LARGEST = 64 << 20;
    private static final int LONGEST_NAME = 4096;

    private final InputStream in;
    private final String where;
    private long at;

    TarReader(InputStream in, String where) {
        this.in = in;
        this.where = where;
    }

    /** A file of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(String name, byte[] data) {}

    /** The next file; none at the end. */
    Optional<Entry> next() throws IOException {
        String longName = null;
        while (true) {
            byte[] header = read(TarWriter.BLOCK);
            if (isZero(header)) {
                return Optional.empty();
            }
            requireChecksum(header);
            int size = (int) Math.min(octal(header, 124, 12), Integer.MAX_VALUE);
            char kind = (char) header[156];
            boolean isName = kind == TarWriter.LONG_NAME;
            if (size > (isName ? LONGEST_NAME : LARGEST)) {
                throw broken("an entry of more than " + (isName ? LONGEST_NAME : LARGEST) + " bytes");
            }
            byte[] data = read(size);
            read((TarWriter.BLOCK - size % TarWriter.BLOCK) % TarWriter.BLOCK);
            if (isName) {
                longName = text(data, 0, data.length);
            } else if (kind == TarWriter.FILE || kind == 0) {
                return Optional.of(new Entry(longName == null ? name(header) : longName, data));
            } else {
                throw broken("an entry of kind '" + kind + "'; only plain files are known here");
            }
        }
    }

    private static String name(byte[] header) {
        String prefix = header[257] == 'u' && header[263] == '0' ? text(header, 345, 155) : "";
        return (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, TarWriter.NAME);
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private void requireChecksum(byte[] header) throws CorruptException {
        int sum = 0;
        for (int i = 0; i < header.length; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != octal(header, 148, 8)) {
            throw broken("a header whose checksum is wrong");
        }
    }

    private long octal(byte[] header, int from, int length) throws CorruptException {
        String digits = text(header, from, length).strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw broken("a number that is none: '" + digits.replaceAll("[^ -~]", "?") + "'");
        }
        return Long.parseLong(digits, 8);
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        at += bytes.length;
        if (bytes.length < length) {
            throw broken("it was cut: no end mark");
        }
        return bytes;
    }

    private static boolean isZero(byte[] block) {
        return Arrays.equals(block, new byte[block.length]);
    }

    private CorruptException broken(String how) {
        return new CorruptException(where + " is no whole tar, near its byte " + at + ": " + how);
    }
}
