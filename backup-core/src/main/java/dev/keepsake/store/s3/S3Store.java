package dev.keepsake.store.s3;

import dev.keepsake.store.Capability;
import dev.keepsake.store.Listing;
import dev.keepsake.store.Locks;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.RateLimits;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.VersionedStore;
import dev.keepsake.store.s3.Failure.Kind;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Objects in a bucket below a prefix. Nothing is asked of the store before the first call; the first that changes
 * something also finds out whether this store can hold an archive at all.
 *
 * <p>A blocked call notices an interrupt when the store answers or the request times out, not before.
 */
public final class S3Store implements VersionedStore {

    private final S3Settings settings;
    private final S3Client client;
    private final Attempts attempts;
    private final StoreClock clock = new StoreClock();
    private final Bucket bucket;
    private final StoreProbe probe;
    private final StoreParts parts;

    private S3Store(S3Settings settings, RateLimits limits, S3Client client, boolean toBeChecked) {
        this.settings = settings;
        this.client = client;
        this.attempts = new Attempts(new Sorting(new Advice(settings)), settings.requestTimeout(), limits);
        this.bucket = new Bucket(client, settings, attempts, clock);
        this.probe = new StoreProbe(bucket, settings, !toBeChecked);
        this.parts = new StoreParts(settings, bucket, attempts);
    }

    /** A store with the credentials that the usual AWS variables, files and services give. */
    public static S3Store open(S3Settings settings) throws StoreException {
        return open(settings, RateLimits.NONE);
    }

    /** The same, no faster than it may be. */
    public static S3Store open(S3Settings settings, RateLimits limits) throws StoreException {
        return open(settings, limits, DefaultCredentialsProvider.builder().build(), false);
    }

    /** The same, which writes though the store may turn out to overwrite, so that all that is wrong with it is seen. */
    public static S3Store openToCheck(S3Settings settings, RateLimits limits) throws StoreException {
        return open(settings, limits, DefaultCredentialsProvider.builder().build(), true);
    }

    /** A store with the credentials of a profile in the usual AWS files, so that two stores may belong to two accounts. */
    public static S3Store openAs(String profile, S3Settings settings, RateLimits limits) throws StoreException {
        return open(settings, limits, ProfileCredentialsProvider.create(profile), false);
    }

    static S3Store open(S3Settings settings, AwsCredentialsProvider credentials) throws StoreException {
        return open(settings, RateLimits.NONE, credentials, false);
    }

    static S3Store over(S3Settings settings, S3Client client) {
        return new S3Store(settings, RateLimits.NONE, client, false);
    }

    static S3Store open(S3Settings settings, RateLimits limits, AwsCredentialsProvider credentials, boolean toBeChecked)
            throws StoreException {
        return new S3Store(settings, limits, Clients.client(settings, limits, credentials), toBeChecked);
    }

    /** What the bucket is set up for, and whether the store checks what it is sent. */
    public List<Capability> traits(ObjectKey scratch) throws StoreException {
        requireWanted("looking at " + location());
        return new BucketTraits(client, settings, attempts).look(settings.base() + scratch);
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        requireWanted("writing '" + key + "' to " + location());
        return parts.begin(key, probe.tagsAreChecksums());
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        if (bytes.length > MAX_PUT_BYTES) {
            throw new IllegalArgumentException("'" + key + "' has " + bytes.length + " bytes, more than the "
                    + MAX_PUT_BYTES + " that can be put at once");
        }
        requireWanted("putting '" + key + "' to " + location());
        new ConditionalPut(bucket, attempts, settings, probe.tagsAreChecksums())
                .put(key, new Body(bytes, bytes.length));
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        return S3Read.open(bucket, attempts, settings, key, offset);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        requireWanted("listing '" + prefix + "' in " + location());
        // stores that keep files may take '/a' or 'a//' for 'a/'
        return beginsKeys(prefix) ? new S3Listing(bucket, settings, prefix, startAfter) : Optional::empty;
    }

    private static boolean beginsKeys(String prefix) {
        try {
            return prefix.isEmpty() || !new ObjectKey(prefix + "x").value().isEmpty();
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        try {
            bucket.delete(settings.base() + key);
        } catch (Failure failure) {
            if (!failure.is(Kind.ABSENT)) {
                throw failure.ofChanging("deleting '" + key + "' from " + location());
            }
        }
    }

    @Override
    public Optional<Locks> locks() {
        return settings.uploads()
                .lock()
                .map(lock -> (prefix, startAfter, period, before) ->
                        new LockedAgain(bucket, settings, lock, now()).below(prefix, startAfter, period, before));
    }

    @Override
    public Instant now() throws StoreException {
        String doing = "asking the time of " + location();
        requireWanted(doing);
        Optional<Instant> known = clock.now();
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return StoreClock.date(bucket.page(settings.base(), null, null, 1))
                    .orElseThrow(() -> new StoreException.Unavailable(
                            doing + ": its answers have no Date, which every S3 store gives", null));
        } catch (Failure failure) {
            throw failure.ofReading(doing);
        }
    }

    @Override
    public boolean keepsVersions() throws StoreException {
        try {
            return bucket.hasVersions();
        } catch (Failure failure) {
            throw failure.ofReading("asking whether " + location() + " keeps versions");
        }
    }

    @Override
    public ObjectStore asOf(Instant time) {
        return new PastView(this, settings, bucket, attempts, time);
    }

    @Override
    public String location() {
        return settings.location();
    }

    @Override
    public void close() throws StoreException {
        if (attempts.isClosed()) {
            return;
        }
        try {
            parts.close();
        } finally {
            attempts.close();
            client.close();
        }
    }

    private void requireWanted(String doing) throws StoreException {
        try {
            attempts.requireWanted(false);
        } catch (Failure failure) {
            throw failure.ofReading(doing);
        }
    }
}
