package dev.keepsake.agent;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.VirtualTime;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** A store that is away at times, and whose user's machine may lose its power right after its part was put. */
final class SimulatedStore implements ObjectStore {

    private final ObjectStore delegate;
    private final BooleanSupplier away;
    private final BooleanSupplier diesAfterPart;
    private final Runnable request;

    /** {@code request} is run before each request, and after each that stores something. */
    SimulatedStore(ObjectStore delegate, BooleanSupplier away, BooleanSupplier diesAfterPart, Runnable request) {
        this.delegate = delegate;
        this.away = away;
        this.diesAfterPart = diesAfterPart;
        this.request = request;
    }

    private void require() throws StoreException {
        if (away.getAsBoolean()) {
            throw new StoreException.Unavailable("the store is away, as planned", null);
        }
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        require();
        request.run();
        ObjectWrite write = delegate.write(key);
        return new ObjectWrite() {
            @Override
            public void write(int b) throws IOException {
                write.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                write.write(bytes, offset, length);
            }

            @Override
            public void commit() throws StoreException {
                write.commit();
                request.run();
            }

            @Override
            public void close() throws StoreException {
                write.close();
            }
        };
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        require();
        request.run();
        delegate.putIfAbsent(key, bytes);
        request.run();
        if (key.value().endsWith(".part.json") && diesAfterPart.getAsBoolean()) {
            throw new VirtualTime.Killed();
        }
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        require();
        request.run();
        return delegate.open(key, offset);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        require();
        request.run();
        return delegate.list(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        require();
        delegate.delete(key);
    }

    @Override
    public Instant now() throws StoreException {
        require();
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
}
