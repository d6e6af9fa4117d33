package dev.keepsake.archive;

import static dev.keepsake.archive.SealFormat.BLOCK_HEAD_BYTES;
import static dev.keepsake.archive.SealFormat.CRC_BYTES;
import static dev.keepsake.archive.SealFormat.MAX_BLOCK_BYTES;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes one sealed object: what is written to it is the plaintext, what comes out is header, blocks and, only by
 * {@link #finish}, the trailer. An object whose source failed never gets a trailer, so no reader takes it for whole.
 * Holds about two blocks in memory; not for several threads.
 */
public final class SealWriter extends OutputStream {

    /** What a control plane holds packs as small on the first level as on the third, in three fifths of the time. */
    private static final int ZSTD_LEVEL = 1;

    private final OutputStream out;
    private final SealHeader header;
    private final byte[] seed;
    private final byte[] headerHash;
    private final Sealing sealing;
    private final @Nullable BlockCipher cipher;
    private final byte[] plain;
    private final byte[] frame;
    private final @Nullable ZstdCompressCtx zstd;
    private final MessageDigest digest = Sha256.begin();
    private final CRC32C crc = new CRC32C();
    private int filled;
    private long blocks;
    private long taken;
    private long stored;
    private boolean usable = true;

    /** Begins the object by writing its header; the caller keeps {@code out} and commits or aborts it. */
    public SealWriter(OutputStream out, SealHeader header) throws IOException {
        this(out, header, Sealing.CLEAR, MAX_BLOCK_BYTES);
    }

    /** The same, signed and encrypted as an archive is; its header says how. */
    public SealWriter(OutputStream out, SealHeader header, Sealing sealing) throws IOException {
        this(out, header, sealing, MAX_BLOCK_BYTES);
    }

    SealWriter(OutputStream out, SealHeader header, int blockBytes) throws IOException {
        this(out, header, Sealing.CLEAR, blockBytes);
    }

    SealWriter(OutputStream out, SealHeader given, Sealing sealing, int blockBytes) throws IOException {
        this.out = out;
        this.sealing = sealing;
        Sealing.Begun begun = sealing.begin(given);
        this.header = begun.header();
        HeaderFrame opening = HeaderFrame.of(header);
        seed = opening.seed();
        headerHash = opening.sha256();
        cipher = begun.dataKey().map(key -> new BlockCipher(key, headerHash)).orElse(null);
        plain = new byte[(int) Math.max(1, Math.min(blockBytes, header.length()))];
        frame = new byte[BLOCK_HEAD_BYTES + BlockCipher.encrypted(packRoom()) + CRC_BYTES];
        emit(opening.bytes(), opening.bytes().length);
        zstd = header.codec() == Codec.ZSTD ? new ZstdCompressCtx().setLevel(ZSTD_LEVEL) : null;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        requireUsable();
        if (length > header.length() - taken) {
            throw givenUp("more than that came");
        }
        for (int done = 0; done < length; ) {
            int step = Math.min(length - done, plain.length - filled);
            System.arraycopy(bytes, from + done, plain, filled, step);
            done += step;
            filled += step;
            taken += step;
            if (filled == plain.length) {
                emitBlock();
            }
        }
    }

    /** Takes all that is left of a stream; the same as writing it, with one copy less. */
    public void writeAll(InputStream in) throws IOException {
        requireUsable();
        for (int count = readOn(in); count >= 0; count = readOn(in)) {
            if (count > header.length() - taken) {
                throw givenUp("more than that came");
            }
            filled += count;
            taken += count;
            if (filled == plain.length) {
                emitBlock();
            }
        }
    }

    private int readOn(InputStream in) throws IOException {
        return in.read(plain, filled, plain.length - filled);
    }

    /**
     * Completes the object with its trailer and flushes it; the caller commits it afterwards. May be called once.
     *
     * @throws RefusedException when the plaintext was not as long as the header says; the object then has no end
     */
    public Seal finish() throws IOException {
        requireUsable();
        if (taken != header.length()) {
            throw givenUp("only " + taken + " came");
        }
        if (filled > 0) {
            emitBlock();
        }
        byte[] totals = SealTrailer.totals(blocks, taken);
        emit(totals, totals.length);
        byte[] sha256 = digest.digest();
        byte[] closing = closing(totals, sha256);
        emit(closing, closing.length);
        usable = false;
        out.flush();
        return new Seal(stored, Sha256.hex(sha256));
    }

    private byte[] closing(byte[] totals, byte[] sha256) {
        return sealing.signer()
                .map(signer -> SealTrailer.closing(
                        sha256, signer.sign(SealTrailer.message(header, headerHash, totals, sha256))))
                .orElseGet(() -> SealTrailer.closing(sha256));
    }

    /** Lets go of the compressor. Neither finishes the object nor closes where it is written to. */
    @Override
    public void close() {
        usable = false;
        if (zstd != null) {
            zstd.close();
        }
    }

    private void emitBlock() throws IOException {
        int packed = encrypt(pack());
        int end = BLOCK_HEAD_BYTES + packed;
        ByteBuffer fields = ByteBuffer.wrap(frame);
        fields.putInt((int) blocks).putInt(filled).putInt(packed);
        crc.reset();
        crc.update(seed);
        crc.update(frame, 0, end);
        fields.putInt(end, (int) crc.getValue());
        emit(frame, end + CRC_BYTES);
        blocks++;
        filled = 0;
    }

    private int packRoom() {
        return (int) Zstd.compressBound(plain.length);
    }

    private int encrypt(int packed) {
        if (cipher == null) {
            return packed;
        }
        byte[] stored = cipher.encrypt(frame, BLOCK_HEAD_BYTES, packed, blocks, taken == header.length());
        System.arraycopy(stored, 0, frame, BLOCK_HEAD_BYTES, stored.length);
        return stored.length;
    }

    private int pack() {
        if (zstd != null) {
            int packed = zstd.compressByteArray(frame, BLOCK_HEAD_BYTES, packRoom(), plain, 0, filled);
            if (packed < filled) {
                return packed;
            }
        }
        System.arraycopy(plain, 0, frame, BLOCK_HEAD_BYTES, filled);
        return filled;
    }

    private void emit(byte[] bytes, int length) throws IOException {
        // after a failed write nobody knows what arrived, so nothing may follow it
        usable = false;
        out.write(bytes, 0, length);
        digest.update(bytes, 0, length);
        stored += length;
        usable = true;
    }

    private void requireUsable() {
        if (!usable) {
            throw new IllegalStateException("object " + header.key() + " was finished, closed or given up before");
        }
    }

    private RefusedException givenUp(String found) {
        usable = false;
        return new RefusedException("object " + header.key() + " was not sealed: its source announced "
                + header.length() + " bytes, " + found + ". The source changed while it was read; capture it again.");
    }
}
