package dev.keepsake.zookeeper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** A tree as the bytes of its snapshot, which come into being while they are read. The tree must not change meanwhile. */
final class SnapshotInput extends InputStream {

    private final Written written = new Written();
    private final ShownWriter writer = new ShownWriter(new SnapshotWriter(written));
    private final CanonicalOrder.Showing znodes;
    private boolean finished;
    private int at;

    SnapshotInput(ZnodeTree tree) throws IOException {
        znodes = tree.showing(writer);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        fill();
        int taken = Math.min(count, written.size() - at);
        System.arraycopy(written.bytes(), at, bytes, offset, taken);
        at += taken;
        return taken == 0 ? -1 : taken;
    }

    private void fill() throws IOException {
        if (at == written.size()) {
            written.reset();
            at = 0;
        }
        while (at == written.size() && !finished) {
            if (!znodes.next()) {
                writer.finish();
                finished = true;
            }
        }
    }

    /** What was written and not yet read: as much as the writer gathers, or one znode that is larger. */
    private static final class Written extends ByteArrayOutputStream {

        /** Lent, not copied. */
        byte[] bytes() {
            return buf;
        }
    }
}
