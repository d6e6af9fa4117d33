package dev.keepsake.catalog;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Keeps what is read through it, until it is told that nobody wants that. Who reads bounds how much. */
final class CopiedInput extends FilterInputStream {

    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private boolean wanted = true;

    CopiedInput(InputStream in) {
        super(in);
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
