package dev.keepsake.zookeeper;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A tree as it will be written: one snapshot without trailers, which every setting of {@code digest.enabled} loads, in
 * canonical order.
 *
 * @param hash SHA-256 (hex) of the snapshot's bytes
 * @param bytes its length
 * @param dropped what the session policy took out; empty under {@link SessionPolicy#KEEP}
 */
record Seed(ZnodeTree tree, Census census, Optional<DroppedSessions> dropped, String hash, long bytes) {

    /** Applies the session policy to the tree and computes what it will be as a file. */
    static Seed of(ZnodeTree tree, SessionPolicy sessions) throws IOException {
        tree.requireResolved();
        Optional<DroppedSessions> dropped = Optional.empty();
        if (sessions == SessionPolicy.DROP) {
            dropped = Optional.of(tree.dropSessions());
        } else {
            tree.requireOwnersOpen();
        }
        Hashed hashed = hash(tree, OutputStream.nullOutputStream());
        return new Seed(tree, Census.of(tree), dropped, hashed.hash(), hashed.bytes());
    }

    /** Writes the snapshot; the hash returned is that of the bytes written. */
    String writeTo(OutputStream out) throws IOException {
        return hash(tree, out).hash();
    }

    private record Hashed(String hash, long bytes) {}

    private static Hashed hash(ZnodeTree tree, OutputStream out) throws IOException {
        DigestOutputStream digested = new DigestOutputStream(out, sha256());
        Counting counting = new Counting(digested);
        ShownWriter written = new ShownWriter(new SnapshotWriter(counting));
        tree.visit(written);
        written.finish();
        counting.flush();
        return new Hashed(HexFormat.of().formatHex(digested.getMessageDigest().digest()), counting.bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Counts bytes. */
    private static final class Counting extends OutputStream {

        private final OutputStream out;
        private long bytes;

        Counting(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] chunk, int offset, int count) throws IOException {
            out.write(chunk, offset, count);
            bytes += count;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
