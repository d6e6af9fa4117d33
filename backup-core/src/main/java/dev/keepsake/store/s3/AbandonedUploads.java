package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.s3.Failure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Uploads whose process died: nobody sees their parts, and everybody pays for them. Only uploads of keys that are an
 * archive's own are looked at, since others may use the same bucket, and the same prefix.
 */
final class AbandonedUploads {

    /**
     * Longer than a run may take unless its limit was raised beyond a day. An upload that is aborted while it goes on is
     * noticed at its next part; the run that made it fails, and nothing else is lost.
     */
    static final Duration OLD = Duration.ofDays(1);

    private static final int MOST_PAGES = 10;
    private static final int MOST_ABORTS = 100;
    /** So many may fail for a reason of their own; when more do, it is the store's, and the backup is to go on. */
    private static final int MOST_FAILURES = 5;

    private final Bucket bucket;
    private final S3Settings settings;
    private final Duration old;
    private int aborts;
    private int failures;

    AbandonedUploads(Bucket bucket, S3Settings settings, Duration old) {
        this.bucket = bucket;
        this.settings = settings;
        this.old = old;
    }

    /** Aborts what is old on the store's clock. What cannot be done is left for the next time. */
    void sweep() {
        ListMultipartUploadsResponse page = null;
        for (int pages = 0; pages < MOST_PAGES && (page == null || goesOn(page)); pages++) {
            try {
                page = bucket.uploads(settings.base(), page);
            } catch (Failure notNow) {
                return; // not everybody may list uploads, and what is wrong with the store shows at the next request
            }
            Optional<Instant> now = StoreClock.date(page);
            if (now.isPresent()) {
                abort(abandoned(page, now.get().minus(old)));
            }
        }
    }

    private boolean goesOn(ListMultipartUploadsResponse page) {
        String next = page.nextKeyMarker();
        boolean more = Boolean.TRUE.equals(page.isTruncated()) && next != null && !next.isEmpty();
        return more && aborts < MOST_ABORTS && failures < MOST_FAILURES;
    }

    private List<MultipartUpload> abandoned(ListMultipartUploadsResponse page, Instant before) {
        return page.uploads().stream()
                .filter(upload -> isOurs(upload.key()))
                .filter(upload ->
                        upload.initiated() != null && upload.initiated().isBefore(before))
                .toList();
    }

    private boolean isOurs(@Nullable String name) {
        if (name == null || !name.startsWith(settings.base())) {
            return false;
        }
        Optional<ObjectKey> key = S3Listing.key(name.substring(settings.base().length()));
        return key.isPresent() && settings.ownUploads().test(key.get());
    }

    private void abort(List<MultipartUpload> uploads) {
        for (MultipartUpload upload : uploads) {
            if (aborts == MOST_ABORTS || failures == MOST_FAILURES) {
                return;
            }
            aborts++;
            try {
                bucket.abortUpload(upload.key(), upload.uploadId());
            } catch (Failure notThis) {
                // somebody else was faster, or this one must wait for another day, and the others need not
                failures = notThis.is(Kind.STOPPED) ? MOST_FAILURES : failures + (notThis.is(Kind.NO_UPLOAD) ? 0 : 1);
            }
        }
    }
}
