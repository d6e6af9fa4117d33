package dev.keepsake.store.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The requests that are made of one bucket, each with its attempts; names are keys with the archive's prefix. */
final class Bucket {

    /** A store that copies does so within itself: 8 MiB/s where a line is given time for 128 KiB/s. */
    private static final int COPIED_FASTER = 64;

    private final S3Client client;
    private final S3Settings settings;
    private final Attempts attempts;
    private final StoreClock clock;

    Bucket(S3Client client, S3Settings settings, Attempts attempts, StoreClock clock) {
        this.client = client;
        this.settings = settings;
        this.attempts = attempts;
        this.clock = clock;
    }

    /** Puts an object by one request and returns its tag; if that is wished, only where there is none. */
    Tag put(String name, Body body, boolean onlyIfAbsent) throws Failure {
        UploadSettings uploads = settings.uploads();
        Optional<ObjectLock> lock = lock(name);
        PutObjectResponse answer = send(
                Action.PUT,
                body.length(),
                timeout -> answered(
                        client.putObject(
                                put -> put.bucket(settings.bucket())
                                        .key(name)
                                        .contentMD5(body.md5().base64())
                                        .ifNoneMatch(onlyIfAbsent ? "*" : null)
                                        .serverSideEncryption(
                                                uploads.encryptionMethod().orElse(null))
                                        .ssekmsKeyId(uploads.encryptionKey().orElse(null))
                                        .storageClass(uploads.storageClass().orElse(null))
                                        .tagging(uploads.tagging().orElse(null))
                                        .objectLockMode(lock.map(Bucket::mode).orElse(null))
                                        .objectLockRetainUntilDate(
                                                lock.map(this::until).orElse(null))
                                        .overrideConfiguration(within(timeout)),
                                body.request()),
                        PutObjectResponse::eTag));
        return Tag.of(answer.eTag(), answer.serverSideEncryptionAsString(), answer.sseCustomerAlgorithm());
    }

    /** Begins to read from an offset on, if a tag is given only from the object that has it; or what it was in a version. */
    ResponseInputStream<GetObjectResponse> get(String name, long offset, @Nullable String tag, @Nullable String version)
            throws Failure {
        ResponseInputStream<GetObjectResponse> answer = attempts.call(
                version == null ? Action.GET : Action.GET_VERSION,
                0,
                timeout -> answered(client.getObject(
                        get -> get.bucket(settings.bucket())
                                .key(name)
                                .versionId(version)
                                .range(offset == 0 ? null : "bytes=" + offset + "-")
                                .ifMatch(tag)
                                .overrideConfiguration(within(timeout)),
                        ResponseTransformer.toInputStream())));
        clock.heard(answer.response());
        return answer;
    }

    HeadObjectResponse head(String name) throws Failure {
        return send(
                Action.GET,
                0,
                timeout -> answered(
                        client.headObject(head ->
                                head.bucket(settings.bucket()).key(name).overrideConfiguration(within(timeout))),
                        Bucket::sign));
    }

    /** An answer that is cut among its headers passes for a whole one, since it has no body. */
    private static @Nullable String sign(HeadObjectResponse answer) {
        String tag = answer.eTag();
        boolean cut = tag != null && tag.startsWith("\"") && !(tag.length() > 1 && tag.endsWith("\""));
        return cut ? null : tag;
    }

    void delete(String name) throws Failure {
        send(
                Action.DELETE,
                0,
                timeout -> client.deleteObject(
                        delete -> delete.bucket(settings.bucket()).key(name).overrideConfiguration(within(timeout))));
    }

    /** One page; of the start and the token, the token counts. */
    ListObjectsV2Response page(
            String prefix, @Nullable String startAfter, @Nullable String token, @Nullable Integer most) throws Failure {
        return send(
                Action.LIST,
                0,
                timeout -> leadingOn(answered(
                        client.listObjectsV2(list -> list.bucket(settings.bucket())
                                .prefix(prefix)
                                .startAfter(token == null ? startAfter : null)
                                .continuationToken(token)
                                .maxKeys(most)
                                .overrideConfiguration(within(timeout))),
                        ListObjectsV2Response::isTruncated)));
    }

    /** A page that says there is more, and not how to ask for it, is asked for again. */
    private static ListObjectsV2Response leadingOn(ListObjectsV2Response page) {
        String next = page.nextContinuationToken();
        if (Boolean.TRUE.equals(page.isTruncated()) && (next == null || next.isEmpty())) {
            throw SdkClientException.create("more to come, and no new token to ask for it");
        }
        return page;
    }

    /** The page of versions and deletions that follows on another, or the first one behind a name. */
    ListObjectVersionsResponse versions(String prefix, String startAfter, @Nullable ListObjectVersionsResponse before)
            throws Failure {
        return send(
                Action.LIST_VERSIONS,
                0,
                timeout -> answered(
                        client.listObjectVersions(list -> list.bucket(settings.bucket())
                                .prefix(prefix)
                                .keyMarker(
                                        before != null
                                                ? before.nextKeyMarker()
                                                : startAfter.isEmpty() ? null : startAfter)
                                .versionIdMarker(before == null ? null : before.nextVersionIdMarker())
                                .overrideConfiguration(within(timeout))),
                        ListObjectVersionsResponse::isTruncated));
    }

    /** Whether the bucket keeps versions, or did for a while. */
    boolean hasVersions() throws Failure {
        GetBucketVersioningResponse answer = send(
                Action.VERSIONING,
                0,
                timeout -> client.getBucketVersioning(
                        get -> get.bucket(settings.bucket()).overrideConfiguration(within(timeout))));
        return answer.statusAsString() != null && !answer.statusAsString().isEmpty();
    }

    CreateMultipartUploadResponse beginUpload(String name) throws Failure {
        UploadSettings uploads = settings.uploads();
        Optional<ObjectLock> lock = lock(name);
        return send(
                Action.PUT,
                0,
                timeout -> answered(
                        client.createMultipartUpload(create -> create.bucket(settings.bucket())
                                .key(name)
                                .serverSideEncryption(uploads.encryptionMethod().orElse(null))
                                .ssekmsKeyId(uploads.encryptionKey().orElse(null))
                                .storageClass(uploads.storageClass().orElse(null))
                                .tagging(uploads.tagging().orElse(null))
                                .objectLockMode(lock.map(Bucket::mode).orElse(null))
                                .objectLockRetainUntilDate(lock.map(this::until).orElse(null))
                                .overrideConfiguration(within(timeout))),
                        CreateMultipartUploadResponse::uploadId));
    }

    /** Has an object stay locked from now on as long as one that is stored now; a lock that ends later stays. */
    void lockAgain(String name, ObjectLock lock) throws Failure {
        send(
                Action.LOCK,
                0,
                timeout -> client.putObjectRetention(put -> put.bucket(settings.bucket())
                        .key(name)
                        .retention(
                                retention -> retention.mode(lock.mode().name()).retainUntilDate(until(lock)))
                        .overrideConfiguration(within(timeout))));
    }

    private Optional<ObjectLock> lock(String name) {
        return S3Listing.key(name.substring(settings.base().length())).flatMap(settings.uploads()::lock);
    }

    private static String mode(ObjectLock lock) {
        return lock.mode().name();
    }

    /** By the store's clock, where it is known. */
    private Instant until(ObjectLock lock) {
        return clock.now().orElseGet(Instant::now).plus(lock.time()).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Uploads a part and returns its tag. */
    Tag uploadPart(String name, String upload, int number, Body body) throws Failure {
        UploadPartResponse answer = send(
                Action.PUT,
                body.length(),
                timeout -> answered(
                        client.uploadPart(
                                part -> part.bucket(settings.bucket())
                                        .key(name)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentMD5(body.md5().base64())
                                        .overrideConfiguration(within(timeout)),
                                body.request()),
                        UploadPartResponse::eTag));
        return Tag.of(answer.eTag(), answer.serverSideEncryptionAsString(), answer.sseCustomerAlgorithm());
    }

    /** Makes one object of the parts; of how many bytes counts, since many stores copy them all meanwhile. */
    void completeUpload(String name, String upload, List<CompletedPart> parts, long bytes) throws Failure {
        send(
                Action.PUT,
                bytes / COPIED_FASTER,
                timeout -> client.completeMultipartUpload(complete -> complete.bucket(settings.bucket())
                        .key(name)
                        .uploadId(upload)
                        .multipartUpload(all -> all.parts(parts))
                        .overrideConfiguration(within(timeout))));
    }

    void abortUpload(String name, String upload) throws Failure {
        send(
                Action.ABORT,
                0,
                timeout -> client.abortMultipartUpload(abort -> abort.bucket(settings.bucket())
                        .key(name)
                        .uploadId(upload)
                        .overrideConfiguration(within(timeout))));
    }

    /** The page of uploads that follows on another, or the first. */
    ListMultipartUploadsResponse uploads(String prefix, @Nullable ListMultipartUploadsResponse before) throws Failure {
        return send(
                Action.LIST_UPLOADS,
                0,
                timeout -> client.listMultipartUploads(list -> list.bucket(settings.bucket())
                        .prefix(prefix)
                        .keyMarker(before == null ? null : before.nextKeyMarker())
                        .uploadIdMarker(before == null ? null : before.nextUploadIdMarker())
                        .overrideConfiguration(within(timeout))));
    }

    /** Refuses a good status without what must come with it: some stores put an error there. */
    private static <T extends S3Response> T answered(T answer, Function<T, @Nullable Object> sign) {
        if (sign.apply(answer) == null) {
            throw SdkClientException.create("an answer that is none to what was asked");
        }
        return answer;
    }

    private static ResponseInputStream<GetObjectResponse> answered(ResponseInputStream<GetObjectResponse> answer) {
        try {
            answered(answer.response(), GetObjectResponse::eTag);
            return answer;
        } catch (SdkClientException error) {
            answer.abort();
            throw error;
        }
    }

    private <T extends S3Response> T send(Action action, long bytes, Attempts.Request<T> request) throws Failure {
        T answer = attempts.call(action, bytes, request);
        clock.heard(answer);
        return answer;
    }

    private static AwsRequestOverrideConfiguration within(Duration timeout) {
        return AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
    }
}
