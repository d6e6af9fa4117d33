package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Keeps what is read through it, until it is told that nobody wants that; fails where that is more than any writer makes of
 * the content: blocks of a byte each would be forty times as much.
 */
final class CopiedInput extends FilterInputStream {

    /** The content, what encryption and framing add to that, and the largest header and trailer. */
    private static final int MOST_BYTES = RunRecords.MOST_BYTES + RunRecords.MOST_BYTES / 64 + (128 << 10);

    private final String name;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private boolean wanted = true;

    CopiedInput(InputStream in, ObjectKey key) {
        super(in);
        this.name = key.toString();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        int got = super.read(bytes, offset, count);
        if (wanted && got > 0) {
            if (copy.size() + got > MOST_BYTES) {
                throw new CorruptException(
                        name + " takes more than " + MOST_BYTES + " bytes, which nothing does that holds so little");
            }
            copy.write(bytes, offset, got);
        }
        return got;
    }

    void stop() {
        wanted = false;
        copy.reset();
    }

    byte[] copy() {
        return copy.toByteArray();
    }
}
