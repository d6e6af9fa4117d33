package dev.keepsake.store.s3;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket as it was at a time, past whatever was deleted or replaced since, as far as the bucket keeps versions. It can be
 * read only. Which version it was is remembered for what was listed, so that reading it takes no second request.
 */
final class PastView implements ObjectStore {

    private static final int MOST_REMEMBERED = 50_000;

    private final S3Store store;
    private final S3Settings settings;
    private final Bucket bucket;
    private final Attempts attempts;
    private final Instant time;
    private final Map<String, String> remembered = Collections.synchronizedMap(new Remembered());

    private static final class Remembered extends LinkedHashMap<String, String> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }

    PastView(S3Store store, S3Settings settings, Bucket bucket, Attempts attempts, Instant time) {
        this.store = store;
        this.settings = settings;
        this.bucket = bucket;
        this.attempts = attempts;
        this.time = time;
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        String name = settings.base() + key;
        String version = remembered.get(name);
        if (version == null) {
            version = version(key)
                    .orElseThrow(() -> new StoreException.NotFound("there was no '" + key + "' in "
                            + settings.location() + " at " + time + ", or it was removed for good since"));
        }
        return S3Read.open(bucket, attempts, settings, key, offset, version);
    }

    private Optional<String> version(ObjectKey key) throws StoreException {
        String name = settings.base() + key;
        PastListing listing = new PastListing(bucket, settings, key.value(), "", time);
        return listing.next().filter(version -> version.name().equals(name)).map(PastListing.Version::id);
    }

    @Override
    public Listing list(String prefix, String startAfter) {
        PastListing listing = new PastListing(bucket, settings, prefix, startAfter, time);
        return () -> {
            for (Optional<PastListing.Version> next = listing.next(); next.isPresent(); next = listing.next()) {
                PastListing.Version version = next.get();
                Optional<ObjectKey> key =
                        S3Listing.key(version.name().substring(settings.base().length()));
                if (key.isPresent()) {
                    remembered.put(version.name(), version.id());
                    return Optional.of(new StoredObject(key.get(), version.size()));
                }
            }
            return Optional.empty();
        };
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        throw past("'" + key + "' cannot be written");
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        throw past("'" + key + "' cannot be put");
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        throw past("'" + key + "' cannot be deleted");
    }

    private StoreException past(String what) {
        return new StoreException.Denied(
                what + ": " + settings.location() + " is looked at as it was at " + time + ", which nobody can change",
                null);
    }

    @Override
    public Instant now() throws StoreException {
        return store.now();
    }

    @Override
    public String location() {
        return settings.location();
    }

    @Override
    public void close() {
        // the connections are those of the store that it is a view of
    }
}
