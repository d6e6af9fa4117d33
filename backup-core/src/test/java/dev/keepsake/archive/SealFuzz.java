package dev.keepsake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Sealed objects, as they are and with their checksums put right. What is read to its end has one form: its header is the one
 * that would be written, its seal is the same with a key and without, and what was in it can be sealed again.
 */
final class SealFuzz implements FuzzTarget {

    private static final int HASHED_TRAILER = SealFormat.TOTALS_BYTES + Sha256.BYTES;

    /** Takes signatures of anybody, and gives one key for all. */
    private static final Opening ANYBODY = new Opening() {
        @Override
        public Trust trust() {
            return Trust.NOBODY.allowingOthers();
        }

        @Override
        public void requireArchive(ObjectKey object, String archive) {}

        @Override
        public byte[] dataKey(ObjectKey object, Protection protection) {
            return new byte[BlockCipher.KEY_BYTES];
        }
    };

    @Override
    public void take(byte[] input) throws IOException {
        IOException complaint = null;
        try {
            read(input);
        } catch (IOException e) {
            complaint = e;
        }
        byte[] mended = mended(input);
        if (!Arrays.equals(mended, input)) {
            read(mended);
        }
        if (complaint != null) {
            throw complaint;
        }
    }

    private static void read(byte[] stored) throws IOException {
        Seal unopened;
        try (SealReader reader = open(stored)) {
            byte[] header = HeaderFrame.of(reader.header()).bytes();
            assertThat(Arrays.copyOf(stored, header.length)).isEqualTo(header);
            unopened = reader.readUnopened();
        }
        try (SealReader reader = open(stored)) {
            byte[] plain = reader.readAllBytes();
            assertThat(reader.seal()).isEqualTo(unopened);
            assertThat(plain).hasSize((int) reader.header().length());
            if (!reader.header().protection().signed()) {
                byte[] again = SealedObject.seal(reader.header(), 1 << 16, plain);
                try (SealReader second = open(again)) {
                    assertThat(second.readAllBytes()).isEqualTo(plain);
                }
            }
        }
        SealTrailer.read(SealedObject.KEY, stored);
    }

    private static SealReader open(byte[] stored) throws IOException {
        return SealReader.open(new ByteArrayInputStream(stored), SealedObject.KEY, ANYBODY);
    }

    /** The same with right checksums, as far as it has the form of a sealed object. */
    static byte[] mended(byte[] input) {
        ByteBuffer out = ByteBuffer.wrap(input.clone());
        int opening = SealFormat.OPENING_BYTES;
        long header = out.limit() < opening ? -1 : Integer.toUnsignedLong(out.getInt(opening - Integer.BYTES));
        if (header < 0 || header > out.limit() - opening - SealFormat.CRC_BYTES) {
            return out.array();
        }
        int at = opening + (int) header;
        out.putInt(at, crc(out.array(), 0, at));
        int seed = at;
        at += SealFormat.CRC_BYTES;
        while (out.limit() - at >= HASHED_TRAILER && out.getInt(at) != SealFormat.END_MARK) {
            long packed = Integer.toUnsignedLong(out.getInt(at + 2 * Integer.BYTES));
            if (packed > out.limit() - at - SealFormat.BLOCK_HEAD_BYTES - SealFormat.CRC_BYTES) {
                return out.array();
            }
            int end = at + SealFormat.BLOCK_HEAD_BYTES + (int) packed;
            out.putInt(end, crc(out.array(), seed, seed + SealFormat.CRC_BYTES, at, end));
            at = end + SealFormat.CRC_BYTES;
        }
        if (out.limit() - at >= HASHED_TRAILER) {
            var digest = Sha256.begin();
            digest.update(out.array(), 0, at + SealFormat.TOTALS_BYTES);
            out.put(at + SealFormat.TOTALS_BYTES, digest.digest());
        }
        return out.array();
    }

    private static int crc(byte[] bytes, int... ranges) {
        CRC32C crc = new CRC32C();
        for (int i = 0; i < ranges.length; i += 2) {
            crc.update(bytes, ranges[i], ranges[i + 1] - ranges[i]);
        }
        return (int) crc.getValue();
    }
}
