package dev.keepsake.agent;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;

/** A store whose user is overtaken by another just before it puts a certain object. */
final class OvertakenStore implements ObjectStore {

    private final ObjectStore delegate;
    private final String part;
    private final Step before;
    private boolean done;

    /** What the other one does. */
    interface Step {
        void run() throws IOException;
    }

    OvertakenStore(ObjectStore delegate, String part, Step before) {
        this.delegate = delegate;
        this.part = part;
        this.before = before;
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        if (!done && key.value().contains(part)) {
            done = true;
            try {
                before.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        delegate.putIfAbsent(key, bytes);
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        return delegate.write(key);
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        return delegate.open(key, offset);
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
}
