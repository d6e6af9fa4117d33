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
    private final Opening opening;
    private final byte[] seed;
    private final byte[] headerHash;
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
    private @Nullable BlockCipher cipher;
    private @Nullable ZstdDecompressCtx zstd;

    private SealReader(SealedInput in, HeaderFrame frame, Opening opening) {
        this.in = in;
        this.opening = opening;
        header = frame.header();
        seed = frame.seed();
        headerHash = frame.sha256();
    }

    /** Reads the header of an object that is neither signed nor encrypted. */
    public static SealReader open(InputStream in, ObjectKey expected) throws IOException {
        return open(in, expected, Opening.CLEAR);
    }

    /**
     * Reads the header, and nothing beyond it. On failure {@code in} stays open, the caller's to close.
     *
     * @throws CorruptException when the header is damaged, or is that of another object than expected, or nobody who is
     *     trusted vouches for it
     * @throws RefusedException when the object is sound but needs a newer version
     */
    public static SealReader open(InputStream in, ObjectKey expected, Opening opening) throws IOException {
        SealedInput input = new SealedInput(in, expected);
        HeaderFrame frame = HeaderFrame.read(input);
        if (!frame.header().key().equals(expected)) {
            throw input.corrupt(
                    0,
                    "expected the object of this key, found that of "
                            + frame.header().key());
        }
        Protection protection = frame.header().protection();
        if (protection.signed()) {
            opening.requireArchive(expected, protection.archive());
            opening.trust().requireKnown("object " + expected, protection.signer());
        } else {
            opening.trust().requireUnsignedAllowed("object " + expected);
        }
        return new SealReader(input, frame, opening);
    }

    /**
     * Fails unless the trailer, which may have been read before the blocks, closes this object, by who may sign it. What the
     * header says can then be relied on, and the hash names the object; whether the blocks are whole is not known yet.
     */
    public void requireVouched(SealTrailer trailer) throws IOException {
        trailer.requireVouched(header, headerHash, opening);
    }

    /**
     * Reads to the end without opening a block, so without a key: numbers, checksums, hash and signature are checked. Nothing may
     * have been read before.
     */
    public Seal readUnopened() throws IOException {
        if (next != limit || unpacked > 0) {
            throw new IllegalStateException("object " + header.key() + " was read before");
        }
        usable = false;
        while (unpacked < header.length()) {
            readBlock(false);
        }
        readTrailer();
        usable = true;
        next = limit;
        return seal();
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
            readBlock(true);
        } else {
            readTrailer();
        }
        usable = true;
        return seal == null;
    }

    private void readBlock(boolean open) throws IOException {
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
        long content = header.protection().encrypted() ? BlockCipher.decrypted(packed) : packed;
        if (content < 1 || content > length || (header.codec() == Codec.NONE && content != length)) {
            throw in.corrupt(at, "a block of " + length + " bytes cannot be stored as " + packed);
        }
        readStored(at, (int) packed);
        if (open) {
            decrypt(at, (int) packed, unpacked + length == header.length());
            unpack(at, (int) content, (int) length);
        }
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

    private void decrypt(long at, int packed, boolean last) throws IOException {
        if (!header.protection().encrypted()) {
            return;
        }
        if (cipher == null) {
            cipher = new BlockCipher(opening.dataKey(header.key(), header.protection()), headerHash);
        }
        long number = blocks;
        stored = cipher.decrypt(stored, packed, number, last)
                .orElseThrow(() -> in.corrupt(
                        at,
                        "block " + number + " is not the one that was encrypted there: it was changed, or moved here"));
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
        byte[] closing = in.readClosing(header.protection().signed());
        byte[] tail = Arrays.copyOf(found, found.length + closing.length);
        System.arraycopy(closing, 0, tail, found.length, closing.length);
        SealTrailer trailer = SealTrailer.read(header.key(), tail);
        requireVouched(trailer);
        seal = new Seal(in.offset(), trailer.sha256());
    }

    private static byte[] holding(byte[] buffer, int length) {
        return buffer.length < length ? new byte[length] : buffer;
    }
}
