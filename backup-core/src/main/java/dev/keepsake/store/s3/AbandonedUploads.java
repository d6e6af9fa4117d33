package dev.keepsake.store.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Uploads whose process died: nobody sees their parts, and everybody pays for them. */
final class AbandonedUploads {

    private static final Duration OLD = Duration.ofDays(1);
    private static final int MOST = 100;

    private final Bucket bucket;
    private final S3Settings settings;

    AbandonedUploads(Bucket bucket, S3Settings settings) {
        this.bucket = bucket;
        this.settings = settings;
    }

    /** Aborts what is older than a day on the store's clock. What cannot be done is left for the next time. */
    void sweep() {
        try {
            ListMultipartUploadsResponse answer = bucket.uploads(settings.base());
            Optional<Instant> now = StoreClock.date(answer);
            if (now.isPresent()) {
                for (MultipartUpload upload : old(answer, now.get().minus(OLD))) {
                    bucket.abortUpload(upload.key(), upload.uploadId());
                }
            }
        } catch (Failure notNow) {
            return; // not everybody may list uploads, and what is wrong with the store shows at the next request
        }
    }

    private List<MultipartUpload> old(ListMultipartUploadsResponse answer, Instant before) {
        return answer.uploads().stream()
                .filter(upload -> upload.key() != null && upload.key().startsWith(settings.base()))
                .filter(upload ->
                        upload.initiated() != null && upload.initiated().isBefore(before))
                .limit(MOST)
                .toList();
    }
}
