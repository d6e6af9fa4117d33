package dev.keepsake.archive;

import java.io.IOException;
import java.io.InputStream;

/** A stream that fails at once, always with the same failure. */
final class FailingInput extends InputStream {

    private final IOException failure;

    FailingInput(IOException failure) {
        this.failure = failure;
    }

    @Override
    public int read() throws IOException {
        throw failure;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        throw failure;
    }
}
