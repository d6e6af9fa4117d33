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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a run of encrypted links holds: the links themselves, as they were stored, each behind its length. They were made by
 * somebody who could not open them; whoever can finds the records in them.
 */
final class SealedLinks {

    /** What the header of such a run says that it holds. */
    static final String HOLDS = "links";

    private final Vault store;
    private final ObjectKey run;
    private final byte[] content;
    private final List<One> links = new ArrayList<>();
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private long length;

    /** A link in it. */
    private record One(SealHeader header, Zxid after, Zxid through, int from, int to) {}

    private SealedLinks(Vault store, ObjectKey run, byte[] content) {
        this.store = store;
        this.run = run;
        this.content = content;
    }

    /** Whether a header is that of such a run. */
    static boolean areIn(SealHeader header) {
        return HOLDS.equals(header.facts().get("holds"));
    }

    /** Frames a link for a run. */
    static byte[] framed(byte[] link) {
        return ByteBuffer.allocate(Integer.BYTES + link.length)
                .putInt(link.length)
                .put(link)
                .array();
    }

    /**
     * Takes apart what a run holds; each link must be whole, vouched for, of this tape, and next to the one before it. With a
     * private key their records are read, too.
     */
    static SealedLinks read(Vault store, ObjectKey run, byte[] content, Zxid after) throws IOException {
        SealedLinks links = new SealedLinks(store, run, content);
        ByteBuffer in = ByteBuffer.wrap(content);
        Zxid reached = after;
        while (in.hasRemaining()) {
            int size = in.remaining() < Integer.BYTES ? -1 : in.getInt();
            if (size < 0 || size > in.remaining()) {
                throw new CorruptException(run + " has something else than links in it: one of " + size
                        + " bytes where " + in.remaining() + " are left");
            }
            reached = links.take(reached, in.position(), size);
            in.position(in.position() + size);
        }
        return links;
    }

    private Zxid take(Zxid after, int from, int size) throws IOException {
        Layout layout = Layout.of(run);
        TapeName tape = layout.tapeOf(run).orElseThrow(() -> new CorruptException(run + " is no run of a tape"));
        ObjectKey key = layout.link(tape, after);
        SealReader sealed = open(key, from, size);
        SealHeader header = sealed.header();
        length += header.length();
        if (length > RunRecords.MOST_BYTES) {
            throw new CorruptException(
                    run + " holds links of more than " + RunRecords.MOST_BYTES + " bytes of records, and no run does");
        }
        Seal seal = read(sealed);
        Link link = Link.of(new SealedPiece(new StoredPiece(key, seal.bytes(), seal.sha256()), header));
        links.add(new One(header, link.after(), link.through(), from, from + size));
        return link.through();
    }

    private SealReader open(ObjectKey key, int from, int size) throws IOException {
        try {
            return store.unseal(new ByteArrayInputStream(content, from, size), key);
        } catch (CorruptException foreign) {
            throw new CorruptException("in " + run + ", where " + key + " is to be expected: " + foreign.getMessage());
        }
    }

    private Seal read(SealReader sealed) throws IOException {
        try (sealed) {
            if (!store.canOpen()) {
                return sealed.readUnopened();
            }
            records.writeBytes(sealed.readAllBytes());
            return sealed.seal();
        }
    }

    /** The records of all links; nothing without a private key. */
    byte[] records() {
        return records.toByteArray();
    }

    /** How many records there are, as the links say. */
    long count() throws CorruptException {
        long count = 0;
        for (One link : links) {
            count += RunRecords.count(link.header());
        }
        return count;
    }

    Optional<Zxid> through() {
        return links.isEmpty()
                ? Optional.empty()
                : Optional.of(links.get(links.size() - 1).through());
    }

    List<SealHeader> headers() {
        return links.stream().map(One::header).toList();
    }

    /** Whether one of them is a link with just these stored bytes. */
    boolean hold(Zxid after, byte[] link) {
        return links.stream()
                .anyMatch(one -> one.after().equals(after)
                        && Arrays.equals(content, one.from(), one.to(), link, 0, link.length));
    }
}
