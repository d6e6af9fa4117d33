package dev.keepsake.catalog;

import dev.keepsake.archive.Seal;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.Adler32;

/**
 * A link's or a run's records in memory, read to the end and checked one by one: so nothing of them was used when they turn
 * out not to be what the key says. What a record holds beyond its zxid is not looked at.
 *
 * <p>Of encrypted links, and of runs that hold such links, the sealed bytes are kept, too: without a private key there is
 * nothing else, and it is these that are rolled up, and compared.
 */
final class RunRecords {

    /** The most bytes of records that are taken for a run's. */
    static final int MOST_BYTES = 8 << 20;

    private static final int FRAME = 12;
    private static final int LEAST_PAYLOAD = 32;
    private static final int ZXID_IN_PAYLOAD = 12;
    private static final byte END = 0x42;

    private final SealHeader header;
    private final Zxid after;
    private final Zxid through;
    private final byte[] bytes;
    private final byte[] stored;
    private final Optional<SealedLinks> links;
    private long count;

    private RunRecords(SealHeader header, Link link, byte[] bytes, byte[] stored, Optional<SealedLinks> links) {
        this.header = header;
        this.after = link.after();
        this.through = link.through();
        this.bytes = bytes;
        this.stored = stored;
        this.links = links;
    }

    /** Reads a run; {@link CorruptException} unless it holds just the records that its key and header state. */
    static RunRecords read(Vault store, ObjectKey key) throws IOException {
        return readSmall(store, key)
                .orElseThrow(() -> new CorruptException(
                        key + " has more than the " + MOST_BYTES + " bytes of records that are rolled up"));
    }

    /** The same of a run or a link, unless it is too large for a run. */
    static Optional<RunRecords> readSmall(Vault store, ObjectKey key) throws IOException {
        try (CopiedInput in = new CopiedInput(store.open(key, 0), key);
                SealReader sealed = store.unseal(in, key)) {
            SealHeader header = sealed.header();
            if (header.length() > MOST_BYTES) {
                return Optional.empty();
            }
            return Optional.of(
                    header.protection().encrypted() ? encrypted(store, sealed, in) : clear(store, sealed, in));
        }
    }

    private static RunRecords clear(Vault store, SealReader sealed, CopiedInput in) throws IOException {
        in.stop();
        byte[] content = sealed.readAllBytes();
        Link link = link(sealed, sealed.seal());
        if (!SealedLinks.areIn(sealed.header())) {
            RunRecords records = new RunRecords(sealed.header(), link, content, content, Optional.empty());
            records.requireConsecutive(sealed.header().key());
            return records;
        }
        ObjectKey key = sealed.header().key();
        SealedLinks links = SealedLinks.read(store, key, content, link.after());
        RunRecords records = new RunRecords(sealed.header(), link, links.records(), content, Optional.of(links));
        if (store.canOpen()) {
            records.requireConsecutive(key);
        } else if (!links.through().equals(Optional.of(link.through()))) {
            throw new CorruptException(
                    key + " ends with the link through " + links.through() + ", expected " + link.through());
        }
        records.count = links.count();
        return records;
    }

    private static RunRecords encrypted(Vault store, SealReader sealed, CopiedInput in) throws IOException {
        byte[] content = {};
        if (store.canOpen()) {
            content = sealed.readAllBytes();
        } else {
            sealed.readUnopened();
        }
        Link link = link(sealed, sealed.seal());
        RunRecords records = new RunRecords(sealed.header(), link, content, in.copy(), Optional.empty());
        if (store.canOpen()) {
            records.requireConsecutive(sealed.header().key());
        }
        records.count = count(sealed.header());
        return records;
    }

    private static Link link(SealReader sealed, Seal seal) throws CorruptException {
        SealHeader header = sealed.header();
        return Link.of(new SealedPiece(new StoredPiece(header.key(), seal.bytes(), seal.sha256()), header));
    }

    static long count(SealHeader header) throws CorruptException {
        try {
            return Long.parseLong(header.facts().getOrDefault("count", "none"));
        } catch (NumberFormatException e) {
            throw new CorruptException(header.key() + " does not say how many records it has", e);
        }
    }

    SealHeader header() {
        return header;
    }

    long count() {
        return count;
    }

    Zxid after() {
        return after;
    }

    Zxid through() {
        return through;
    }

    /** Whether this is a link that is encrypted, and so becomes part of a run as it is. */
    boolean isSealed() {
        return header.protection().encrypted();
    }

    /** How many bytes it takes in a run. */
    int length() {
        return stored.length + (isSealed() ? Integer.BYTES : 0);
    }

    /** The headers of the links in a run that holds sealed ones; otherwise its own. */
    List<SealHeader> headers() {
        return links.map(SealedLinks::headers).orElse(List.of(header));
    }

    /** Whether a run was made of just this. */
    boolean holds(byte[] content) {
        return Arrays.equals(stored, content);
    }

    /** Whether another piece holds just these records, or this very sealed link, in the place of these. */
    boolean areWithin(RunRecords other) {
        return isSealed()
                ? other.links.filter(run -> run.hold(after, stored)).isPresent()
                : Arrays.equals(other.between(after, through).readAllBytes(), bytes);
    }

    void copyTo(ByteArrayOutputStream out) {
        out.writeBytes(isSealed() ? SealedLinks.framed(stored) : stored);
    }

    /** The records behind one zxid through another. */
    ByteArrayInputStream between(Zxid after, Zxid through) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int from = 0;
        int to = 0;
        while (in.hasRemaining()) {
            Zxid zxid = zxid(in);
            from = zxid.compareTo(after) <= 0 ? in.position() : from;
            to = zxid.compareTo(through) <= 0 ? in.position() : to;
        }
        return new ByteArrayInputStream(bytes, from, Math.max(0, to - from));
    }

    /** Passes over a record that was checked before. */
    private static Zxid zxid(ByteBuffer in) {
        int length = in.getInt(in.position() + Long.BYTES);
        Zxid zxid = new Zxid(in.getLong(in.position() + FRAME + ZXID_IN_PAYLOAD));
        in.position(in.position() + FRAME + length + 1);
        return zxid;
    }

    private void requireConsecutive(ObjectKey key) throws CorruptException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Zxid reached = after;
        while (in.hasRemaining()) {
            int at = in.position();
            requireRecord(key, in.slice());
            Zxid zxid = zxid(in);
            if (!follows(reached, zxid)) {
                throw new CorruptException(key + " has the record " + zxid + " at byte " + at + ", behind " + reached
                        + ", which it does not follow");
            }
            reached = zxid;
            count++;
        }
        if (!reached.equals(through)) {
            throw new CorruptException(key + " ends with the record " + reached + ", expected " + through);
        }
    }

    private static boolean follows(Zxid before, Zxid next) {
        return next.epoch() == before.epoch()
                ? next.counter() == before.counter() + 1
                : next.epoch() > before.epoch() && next.counter() == 1;
    }

    private static void requireRecord(ObjectKey key, ByteBuffer in) throws CorruptException {
        int length = in.remaining() < FRAME ? 0 : in.getInt(Long.BYTES);
        if (length < LEAST_PAYLOAD || length > in.remaining() - FRAME - 1) {
            throw new CorruptException(key + " has something else than records in it: one of " + length
                    + " bytes where " + in.remaining() + " are left");
        }
        Adler32 adler = new Adler32();
        adler.update(in.slice(FRAME, length));
        if (in.getLong(0) != adler.getValue() || in.get(FRAME + length) != END) {
            throw new CorruptException(key + " has a record that does not match its checksum, or has not its end: "
                    + length + " bytes, " + Long.toHexString(in.getLong(0)) + " stated, "
                    + Long.toHexString(adler.getValue()) + " found");
        }
    }
}
