package dev.keepsake.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A store whose requests are counted: what was asked for, how it ended, and how long it took. */
public final class CountedStore implements ObjectStore {

    private final ObjectStore delegate;
    private final StoreRequests requests;

    /** The same store; {@code requests} is told of what is asked of it. */
    public CountedStore(ObjectStore delegate, StoreRequests requests) {
        this.delegate = delegate;
        this.requests = requests;
    }

    /** Asks the store. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws StoreException;
    }

    /** A request without an answer. */
    @FunctionalInterface
    private interface Order {
        void give() throws StoreException;
    }

    private <T> T counted(StoreRequests.Kind kind, Question<T> question) throws StoreException {
        long begun = System.nanoTime();
        StoreRequests.Outcome outcome = StoreRequests.Outcome.DONE;
        try {
            return question.ask();
        } catch (StoreException e) {
            outcome = StoreRequests.Outcome.of(e);
            throw e;
        } finally {
            requests.done(kind, outcome, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private void done(StoreRequests.Kind kind, Order order) throws StoreException {
        boolean unused = counted(kind, () -> {
            order.give();
            return true;
        });
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        try {
            return new CountedWrite(delegate.write(key));
        } catch (StoreException e) {
            requests.done(StoreRequests.Kind.WRITE, StoreRequests.Outcome.of(e), Duration.ZERO);
            throw e;
        }
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        if (bytes.length > MAX_PUT_BYTES) {
            // it is refused, and no request
            delegate.putIfAbsent(key, bytes);
            return;
        }
        done(StoreRequests.Kind.PUT, () -> delegate.putIfAbsent(key, bytes));
        requests.sent(bytes.length);
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        return new CountedRead(counted(StoreRequests.Kind.READ, () -> delegate.open(key, offset)));
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        Listing listing = counted(StoreRequests.Kind.LIST, () -> delegate.list(prefix, startAfter));
        return () -> {
            try {
                return listing.next();
            } catch (StoreException e) {
                requests.done(StoreRequests.Kind.LIST, StoreRequests.Outcome.of(e), Duration.ZERO);
                throw e;
            }
        };
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        done(StoreRequests.Kind.DELETE, () -> delegate.delete(key));
    }

    @Override
    public Optional<Locks> locks() {
        return delegate.locks();
    }

    @Override
    public Instant now() throws StoreException {
        return counted(StoreRequests.Kind.TIME, delegate::now);
    }

    @Override
    public String location() {
        return delegate.location();
    }

    @Override
    public void close() throws StoreException {
        delegate.close();
    }

    /** A read whose bytes and failures count. */
    private final class CountedRead extends FilterInputStream {

        CountedRead(InputStream read) {
            super(read);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int count = super.read(bytes, offset, length);
                if (count > 0) {
                    requests.received(count);
                }
                return count;
            } catch (StoreException e) {
                requests.done(StoreRequests.Kind.READ, StoreRequests.Outcome.of(e), Duration.ZERO);
                throw e;
            }
        }
    }

    /** A write that counts once it is committed, or has failed. */
    private final class CountedWrite extends ObjectWrite {

        private final ObjectWrite write;
        private final long begun = System.nanoTime();
        private boolean told;

        CountedWrite(ObjectWrite write) {
            this.write = write;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                write.write(bytes, offset, length);
                requests.sent(length);
            } catch (StoreException e) {
                tell(StoreRequests.Outcome.of(e));
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            write.flush();
        }

        @Override
        public void commit() throws StoreException {
            try {
                write.commit();
                tell(StoreRequests.Outcome.DONE);
            } catch (StoreException e) {
                tell(StoreRequests.Outcome.of(e));
                throw e;
            }
        }

        private void tell(StoreRequests.Outcome outcome) {
            if (!told) {
                told = true;
                requests.done(StoreRequests.Kind.WRITE, outcome, Duration.ofNanos(System.nanoTime() - begun));
            }
        }

        @Override
        public void close() throws StoreException {
            write.close();
        }
    }
}
