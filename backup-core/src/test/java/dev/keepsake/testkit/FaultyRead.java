package dev.keepsake.testkit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A read that breaks off when its store crashes. */
final class FaultyRead extends FilterInputStream {

    private final Strike strike;

    FaultyRead(InputStream in, Strike strike) {
        super(in);
        this.strike = strike;
    }

    @Override
    public int read() throws IOException {
        requireAlive();
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        requireAlive();
        return super.read(bytes, offset, length);
    }

    private void requireAlive() throws IOException {
        if (strike.crashed()) {
            throw Strike.unavailable("reading on");
        }
    }
}
