package dev.keepsake.zookeeper;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Remembers the failure of a stream, so that a disk that cannot be read is not taken for a file that is corrupt. */
final class FaultNotingInput extends FilterInputStream {

    private @Nullable IOException fault;

    FaultNotingInput(InputStream in) {
        super(in);
    }

    /** Throws again what the stream threw, if it did. */
    void check() throws IOException {
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            fault = e;
            throw e;
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            fault = e;
            throw e;
        }
    }

    /** Never zero: the gzip decoder takes zero for the end and would not look for a second member. */
    @Override
    public int available() {
        return 1;
    }
}
