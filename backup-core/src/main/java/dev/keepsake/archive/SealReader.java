package dev.keepsake.archive;

import static dev.keepsake.archive.SealFormat.BLOCK_HEAD_BYTES;
import static dev.keepsake.archive.SealFormat.CRC_BYTES;
import static dev.keepsake.archive.SealFormat.END_MARK;
import static dev.keepsake.archive.SealFormat.MAX_BLOCK_BYTES;
import static dev.keepsake.archive.SealFormat.TOTALS_BYTES;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plaintext of one sealed object. No byte is handed out before its block was checked, and the end is reported
 * only after trailer, hash, totals and the end of the stored bytes were checked; everything else is a
 * {@link CorruptException}. Failures of the store pass through unchanged. Holds about two blocks in memory; not for
 * several threads.
 */
public final class SealReader extends InputStream {

    private static final int BLOCK_NUMBER_BYTES = Integer.BYTES;
    private static final byte[] NOTHING = {};

    private final SealedInput in;
    private final SealHeader header;
    private final byte[] seed;
    private final CRC32C crc = new CRC32C();
    private final byte[] head = new byte[BLOCK_HEAD_BYTES];
    private byte[] plain = NOTHING;
    private byte[] stored = NOTHING;
    private int next;
    private int limit;
    private long blocks;
    private long unpacked;
    private boolean usable = true;
    private @Nullable Seal seal;
    private @Nullable ZstdDecompressCtx zstd;

    private SealReader(SealedInput in, HeaderFrame frame) {
        this.in = in;
        header = frame.header();
        seed = frame.seed();
    }

    /**
     * Reads the header, and nothing beyond it. On failure {@code in} stays open, the caller's to close.
     *
     * @throws CorruptException when the header is damaged, or is that of another object than expected
     * @throws RefusedException when the object is sound but needs a newer version
     */
    public static SealReader open(InputStream in, ObjectKey expected) throws IOException {
        SealedInput input = new SealedInput(in, expected);
        HeaderFrame frame = HeaderFrame.read(input);
        if (!frame.header().key().equals(expected)) {
            throw input.corrupt(
                    0,
                    "expected the object of this key, found that of "
                            + frame.header().key());
        }
        return new SealReader(input, frame);
    }

    /** What the object says of itself. */
    public SealHeader header() {
        return header;
    }

    /**
     * The object's size and hash, known after everything was read.
     *
     * @throws IllegalStateException before {@code read} has returned -1
     */
    public Seal seal() {
        if (seal == null) {
            throw new IllegalStateException("object " + header.key() + " was not read to its end");
        }
        return seal;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == -1 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (next == limit && !advance()) {
            return -1;
        }
        int step = Math.min(length, limit - next);
        System.arraycopy(plain, next, into, from, step);
        next += step;
        return step;
    }

    /** Closes the stream it reads from, and lets go of the decompressor. Checks nothing: only -1 says that all is well. */
    @Override
    public void close() throws IOException {
        usable = false;
        next = limit;
        if (zstd != null) {
            zstd.close();
        }
        in.close();
    }

    private boolean advance() throws IOException {
        if (!usable) {
            throw new IllegalStateException("object " + header.key() + " was closed, or failed before");
        }
        if (seal != null) {
            return false;
        }
        // what follows a failure cannot be trusted, so nothing is read after one
        usable = false;
        if (unpacked < header.length()) {
            readBlock();
        } else {
            readTrailer();
        }
        usable = true;
        return seal == null;
    }

    private void readBlock() throws IOException {
        long at = in.offset();
        in.read(head, 0, BLOCK_NUMBER_BYTES, "a block");
        long number = Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt());
        if (number != blocks || (int) number == END_MARK) {
            throw in.corrupt(at, "expected block " + blocks + ", found number " + number);
        }
        in.read(head, BLOCK_NUMBER_BYTES, BLOCK_HEAD_BYTES - BLOCK_NUMBER_BYTES, "a block");
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt(Integer.BYTES));
        long packed = Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt(2 * Integer.BYTES));
        long most = Math.min(MAX_BLOCK_BYTES, header.length() - unpacked);
        if (length < 1 || length > most) {
            throw in.corrupt(at, "expected a block of 1 to " + most + " bytes, found one of " + length);
        }
        if (packed < 1 || packed > length || (header.codec() == Codec.NONE && packed != length)) {
            throw in.corrupt(at, "a block of " + length + " bytes cannot be stored as " + packed);
        }
        readStored(at, (int) packed);
        unpack(at, (int) packed, (int) length);
        blocks++;
        unpacked += length;
        next = 0;
        limit = (int) length;
    }

    private void readStored(long at, int packed) throws IOException {
        stored = holding(stored, packed + CRC_BYTES);
        in.read(stored, 0, packed + CRC_BYTES, "block " + blocks);
        crc.reset();
        crc.update(seed);
        crc.update(head);
        crc.update(stored, 0, packed);
        if ((int) crc.getValue() != ByteBuffer.wrap(stored).getInt(packed)) {
            throw in.corrupt(at, "block " + blocks + " does not match its checksum");
        }
    }

    private void unpack(long at, int packed, int length) throws CorruptException {
        if (packed == length) {
            byte[] swapped = plain;
            plain = stored;
            stored = swapped;
            return;
        }
        plain = holding(plain, length);
        if (zstd == null) {
            zstd = new ZstdDecompressCtx();
        }
        int found;
        try {
            found = zstd.decompressByteArray(plain, 0, length, stored, 0, packed);
        } catch (ZstdException e) {
            throw in.corrupt(
                    at, "block " + blocks + " does not unpack to its " + length + " bytes: " + e.getMessage(), e);
        }
        if (found != length) {
            throw in.corrupt(at, "expected block " + blocks + " to unpack to " + length + " bytes, found " + found);
        }
    }

    private void readTrailer() throws IOException {
        long at = in.offset();
        byte[] found = in.read(TOTALS_BYTES, "the trailer");
        if (!Arrays.equals(found, SealTrailer.totals(blocks, unpacked))) {
            throw in.corrupt(at, "expected a trailer of " + blocks + " blocks and " + unpacked + " bytes, found other");
        }
        byte[] sha256 = in.readClosing();
        seal = new Seal(in.offset(), Sha256.hex(sha256));
    }

    private static byte[] holding(byte[] buffer, int length) {
        return buffer.length < length ? new byte[length] : buffer;
    }
}
