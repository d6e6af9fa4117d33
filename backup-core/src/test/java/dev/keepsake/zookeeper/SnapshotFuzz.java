package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.testkit.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Adler32;

/**
 * Snapshots, packed or not, as they are and with their seals put right. One that is read has the same facts whoever looks, and
 * a tree that is made of it is written and read as the same tree.
 */
final class SnapshotFuzz implements FuzzTarget {

    private static final int SEAL = 13;

    @Override
    public void take(byte[] input) throws IOException {
        IOException complaint = null;
        try {
            read(plain(input));
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

    private static byte[] plain(byte[] input) throws IOException {
        try (InputStream in = SnapshotCompression.decode(new ByteArrayInputStream(input), "the snapshot")) {
            byte[] plain = in.readNBytes(1 << 20);
            if (in.read() >= 0) {
                throw new CorruptException("more than is looked at here");
            }
            return plain;
        }
    }

    private static void read(byte[] plain) throws IOException {
        SnapshotFacts facts = SnapshotReader.check(new ByteArrayInputStream(plain), "the snapshot");
        ZnodeTree tree = new ZnodeTree();
        SnapshotFacts again = SnapshotReader.read(new ByteArrayInputStream(plain), "the snapshot", tree);
        assertThat(again).isEqualTo(facts);
        assertThat(tree.size()).isEqualTo(facts.nodes());
        tree.requireResolved();
        requireSame(tree);
    }

    /** Written and read it is the same tree, and gives the same bytes. */
    static void requireSame(ZnodeTree tree) throws IOException {
        byte[] written = written(tree);
        ZnodeTree again = new ZnodeTree();
        SnapshotReader.read(new ByteArrayInputStream(written), "the written one", again);
        assertThat(again.size()).isEqualTo(tree.size());
        assertThat(again.digest()).isEqualTo(tree.digest());
        assertThat(again.sessions()).isEqualTo(tree.sessions());
        assertThat(written(again)).isEqualTo(written);
    }

    private static byte[] written(ZnodeTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ShownWriter writer = new ShownWriter(new SnapshotWriter(out));
        tree.visit(writer);
        writer.finish();
        return out.toByteArray();
    }

    /** The same with one right seal at its end. */
    private static byte[] mended(byte[] input) {
        if (input.length < SEAL) {
            return input;
        }
        byte[] mended = input.clone();
        Adler32 adler = new Adler32();
        adler.update(mended, 0, mended.length - SEAL);
        ByteBuffer.wrap(mended, mended.length - SEAL, SEAL)
                .putLong(adler.getValue())
                .putInt(1)
                .put((byte) '/');
        return mended;
    }
}
