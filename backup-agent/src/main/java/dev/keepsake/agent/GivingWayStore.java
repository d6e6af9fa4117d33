package dev.keepsake.agent;

import dev.keepsake.artefact.Pause;
import dev.keepsake.store.Listing;
import dev.keepsake.store.Locks;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A store whose reader waits, before each object and each listing, while a backup is under way: what is looked at now can
 * as well be looked at later.
 */
final class GivingWayStore implements ObjectStore {

    /** Whoever waits looks this often whether it still has to. */
    static final Duration STEP = Duration.ofSeconds(1);

    private final ObjectStore delegate;
    private final BooleanSupplier busy;
    private final Pause pause;

    GivingWayStore(ObjectStore delegate, BooleanSupplier busy, Pause pause) {
        this.delegate = delegate;
        this.busy = busy;
        this.pause = pause;
    }

    private void giveWay() throws StoreException {
        try {
            while (busy.getAsBoolean()) {
                pause.of(STEP);
            }
        } catch (IOException interrupted) {
            throw new StoreException.Unavailable("interrupted while a backup was given way to", interrupted);
        }
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        return delegate.write(key);
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        delegate.putIfAbsent(key, bytes);
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        giveWay();
        return delegate.open(key, offset);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        giveWay();
        return delegate.list(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        delegate.delete(key);
    }

    @Override
    public Optional<Locks> locks() {
        return delegate.locks();
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
