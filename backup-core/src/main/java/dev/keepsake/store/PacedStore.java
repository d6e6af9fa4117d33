package dev.keepsake.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Objects;

/**
 * A store that takes and gives bytes no faster than it is told to, for stores without requests of their own that could be
 * slowed down. What waits fails, when it is interrupted, as any call does.
 */
public final class PacedStore implements ObjectStore {

    private final ObjectStore delegate;
    private final RateLimits limits;

    /** The same store, as fast as the limits allow. */
    public PacedStore(ObjectStore delegate, RateLimits limits) {
        this.delegate = delegate;
        this.limits = limits;
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        return new PacedWrite(delegate.write(key), "writing '" + key + "' to " + location());
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        if (bytes.length <= MAX_PUT_BYTES) {
            pay(bytes.length, "putting '" + key + "' to " + location());
        }
        delegate.putIfAbsent(key, bytes);
    }

    private void pay(int bytes, String doing) throws StoreException {
        RateLimit uploads = limits.uploads();
        try {
            for (int left = bytes; left > 0; left -= uploads.piece()) {
                uploads.take(Math.min(left, uploads.piece()));
            }
        } catch (InterruptedIOException e) {
            throw interrupted(doing, e);
        }
    }

    private static StoreException interrupted(String doing, InterruptedIOException cause) {
        return new StoreException.Unavailable(doing + ": " + cause.getMessage(), cause);
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        return new PacedRead(
                limits.downloads().paced(delegate.open(key, offset)), "reading '" + key + "' from " + location());
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        return delegate.list(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        delegate.delete(key);
    }

    @Override
    public Instant now() throws StoreException {
        return delegate.now();
    }

    @Override
    public String location() {
        return delegate.location();
    }

    @Override
    public void close() throws StoreException {
        delegate.close();
    }

    /** A read whose waiting fails as reads of stores do. */
    private static final class PacedRead extends FilterInputStream {

        private final String doing;

        PacedRead(InputStream paced, String doing) {
            super(paced);
            this.doing = doing;
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (InterruptedIOException e) {
                throw interrupted(doing, e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (InterruptedIOException e) {
                throw interrupted(doing, e);
            }
        }
    }

    /** A write that hands on pieces. */
    private final class PacedWrite extends ObjectWrite {

        private final ObjectWrite write;
        private final String doing;

        PacedWrite(ObjectWrite write, String doing) {
            this.write = write;
            this.doing = doing;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            int done = 0;
            do {
                int count = Math.min(limits.uploads().piece(), length - done);
                write.write(bytes, offset + done, count);
                pay(count, doing);
                done += count;
            } while (done < length);
        }

        @Override
        public void flush() throws IOException {
            write.flush();
        }

        @Override
        public void commit() throws StoreException {
            write.commit();
        }

        @Override
        public void close() throws StoreException {
            write.close();
        }
    }
}
