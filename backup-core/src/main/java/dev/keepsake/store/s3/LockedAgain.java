package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Locks of objects that are needed for longer than they were locked for. How old an object is the store says; whether it
 * was locked again before, nothing says but the time of whoever did that last. So an object takes one request in each period.
 */
final class LockedAgain {

    private final Bucket bucket;
    private final S3Settings settings;
    private final ObjectLock lock;
    private final Instant now;

    LockedAgain(Bucket bucket, S3Settings settings, ObjectLock lock, Instant now) {
        this.bucket = bucket;
        this.settings = settings;
        this.lock = lock;
        this.now = now;
    }

    void below(String prefix, String startAfter, Duration period, Instant before) throws StoreException {
        String after = startAfter.isEmpty() ? null : settings.base() + startAfter;
        String token = null;
        do {
            ListObjectsV2Response page;
            try {
                page = bucket.page(settings.base() + prefix, after, token, null);
            } catch (Failure failure) {
                throw failure.ofReading("listing '" + prefix + "' in " + settings.location());
            }
            for (S3Object object : page.contents()) {
                boolean wanted = after == null || object.key().compareTo(after) > 0;
                if (wanted && isDue(object.lastModified(), period, before)) {
                    lockAgain(object.key());
                }
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
    }

    private boolean isDue(Instant stored, Duration period, Instant before) {
        return periods(stored, now, period) > periods(stored, before, period);
    }

    private static long periods(Instant from, Instant to, Duration period) {
        return Math.max(0, Duration.between(from, to).toSeconds()) / period.toSeconds();
    }

    private void lockAgain(String name) throws StoreException {
        Optional<ObjectKey> key = S3Listing.key(name.substring(settings.base().length()));
        if (key.isPresent() && lock.locked().test(key.get())) {
            try {
                bucket.lockAgain(name, lock);
            } catch (Failure failure) {
                if (!failure.is(Failure.Kind.ABSENT)) {
                    throw failure.ofChanging("locking '" + key.get() + "' in " + settings.location() + " for longer");
                }
            }
        }
    }
}
