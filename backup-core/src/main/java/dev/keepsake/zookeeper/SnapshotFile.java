package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * A pinned snapshot that was read to its end and found whole.
 *
 * <p>A server may rewrite a snapshot in place under a pin (a leader that is elected again does), so the content read
 * later is compared with what was verified, to the last byte, before its end is believed.
 */
record SnapshotFile(PinnedFiles.Pinned file, SnapshotFacts facts, long checksum) {

    /** Reads a pinned snapshot whole; throws {@link CorruptException} when it is torn, unfinished or damaged. */
    static SnapshotFile verify(PinnedFiles.Pinned file) throws IOException {
        CRC32C crc = new CRC32C();
        try (InputStream plain = new CheckedInputStream(decoded(file), crc)) {
            SnapshotFacts facts = SnapshotReader.check(plain, file.name());
            return new SnapshotFile(file, facts, crc.getValue());
        }
    }

    /** The decoded bytes, which end in an exception when they are no longer those that were verified. */
    Content content() {
        return () -> new Rechecked(decoded(file), this);
    }

    /** The digest of the tree that its trailer states, where nothing was written meanwhile, so that it is the tree's at its name. */
    Optional<TxnDigest> digest() {
        return facts.digest()
                .filter(digest -> digest.zxid().value() != 0 && digest.zxid().compareTo(file.zxid()) <= 0)
                .map(digest -> new TxnDigest(digest.version(), digest.value()));
    }

    /**
     * Whether that digest was the tree's after this very transaction. Equal sums alone do not say so: sessions, quotas and
     * failed requests change none.
     */
    boolean digestIsOf(Zxid zxid) {
        return facts.digest().filter(digest -> digest.zxid().equals(zxid)).isPresent();
    }

    /** The bytes of a snapshot, unpacked. */
    static InputStream decoded(PinnedFiles.Pinned file) throws IOException {
        return SnapshotCompression.decode(new ChannelInput(file.channel(), 0), file.name());
    }

    /** Compares length and checksum at the end. */
    private static final class Rechecked extends FilterInputStream {

        private final SnapshotFile expected;
        private final CRC32C crc = new CRC32C();
        private long length;

        Rechecked(InputStream in, SnapshotFile expected) {
            super(in);
            this.expected = expected;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int read = super.read(bytes, offset, count);
            if (read > 0) {
                crc.update(bytes, offset, read);
                length += read;
            } else if (read < 0 && (length != expected.facts.length() || crc.getValue() != expected.checksum)) {
                throw new NotYetException("the server rewrote " + expected.file.name() + " while it was read");
            }
            return read;
        }

        @Override
        public long skip(long count) {
            return 0;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
