package dev.keepsake.testkit;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store in memory, whose clock a test can set. */
public final class MemoryStore implements ObjectStore {

    private final ConcurrentNavigableMap<String, byte[]> objects;
    private final SettableClock clock;
    private final String location;
    private volatile boolean closed;

    /** An empty store with the system's clock. */
    public MemoryStore() {
        this("memory:");
    }

    /** The same, called like one elsewhere. */
    public MemoryStore(String location) {
        this(new ConcurrentSkipListMap<>(), new SettableClock(), location);
    }

    private MemoryStore(ConcurrentNavigableMap<String, byte[]> objects, SettableClock clock, String location) {
        this.objects = objects;
        this.clock = clock;
        this.location = location;
    }

    /** A second handle on the same objects and the same clock, as another process would have it. */
    public MemoryStore again() {
        return new MemoryStore(objects, clock, location);
    }

    /** Stops the clock at this moment. */
    public void setNow(Instant now) {
        clock.source = InstantSource.fixed(now);
    }

    /** Has the clock show what another one does. */
    public void follow(InstantSource other) {
        clock.source = other;
    }

    /** Stops the clock this much later than it is now. */
    public void advance(Duration duration) {
        setNow(clock.source.instant().plus(duration));
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        requireUsable();
        return new MemoryWrite(key);
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        if (bytes.length > MAX_PUT_BYTES) {
            throw new IllegalArgumentException("'" + key + "' has " + bytes.length + " bytes");
        }
        requireUsable();
        byte[] there = objects.putIfAbsent(key.value(), bytes.clone());
        if (there != null && !Arrays.equals(there, bytes)) {
            throw new StoreException.AlreadyExists("'" + key + "' in " + location() + " holds other bytes");
        }
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        requireUsable();
        byte[] bytes = objects.get(key.value());
        if (bytes == null) {
            throw new StoreException.NotFound("there is no '" + key + "' in " + location());
        }
        if (offset < 0 || offset > bytes.length) {
            throw new IllegalArgumentException("'" + key + "' has " + bytes.length + " bytes, offset " + offset);
        }
        return new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        requireUsable();
        return new MemoryListing(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        requireUsable();
        objects.remove(key.value());
    }

    @Override
    public Instant now() throws StoreException {
        requireUsable();
        return clock.source.instant();
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireUsable() throws StoreException {
        if (closed) {
            throw new StoreException.Unavailable(location() + " was closed", null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreException.Unavailable("interrupted before the next call to " + location(), null);
        }
    }

    /** The time that all handles share. */
    private static final class SettableClock {
        private volatile InstantSource source = InstantSource.system();
    }

    /** The bytes of an object that is not there yet. */
    private final class MemoryWrite extends ObjectWrite {

        private final ObjectKey key;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean over;

        MemoryWrite(ObjectKey key) {
            this.key = key;
        }

        @Override
        public void write(int b) throws StoreException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws StoreException {
            requireNotOver();
            requireUsable();
            bytes.write(source, offset, length);
        }

        @Override
        public void commit() throws StoreException {
            requireNotOver();
            over = true;
            requireUsable();
            objects.put(key.value(), bytes.toByteArray());
        }

        @Override
        public void close() {
            over = true;
        }

        private void requireNotOver() {
            if (over) {
                throw new IllegalStateException("the write of '" + key + "' is over");
            }
        }
    }

    /** One object after the other, each looked up only when it is asked for. */
    private final class MemoryListing implements Listing {

        private final String prefix;
        private String last;
        private boolean lastIncluded;

        MemoryListing(String prefix, String startAfter) {
            this.prefix = prefix;
            this.lastIncluded = prefix.compareTo(startAfter) > 0;
            this.last = lastIncluded ? prefix : startAfter;
        }

        @Override
        public Optional<StoredObject> next() throws StoreException {
            requireUsable();
            Map.Entry<String, byte[]> entry = lastIncluded ? objects.ceilingEntry(last) : objects.higherEntry(last);
            if (entry == null || !entry.getKey().startsWith(prefix)) {
                return Optional.empty();
            }
            last = entry.getKey();
            lastIncluded = false;
            return Optional.of(new StoredObject(new ObjectKey(last), entry.getValue().length));
        }
    }
}
