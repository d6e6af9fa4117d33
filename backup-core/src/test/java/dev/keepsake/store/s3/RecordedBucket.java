package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** What a bucket answers, in memory and by a clock that a test sets. It notes for each request what must be allowed. */
public final class RecordedBucket implements S3Client {

    /** What stands before each key. */
    public static final String PREFIX = "archives/a";

    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

    private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Instant> locks = new ConcurrentSkipListMap<>();
    private final Map<String, NavigableMap<Integer, byte[]>> uploads = new ConcurrentSkipListMap<>();
    private final Set<Needed> denied = new LinkedHashSet<>();
    private Set<Needed> needed = new LinkedHashSet<>();
    private Predicate<Needed> allowed = all -> true;
    private Instant now = Instant.parse("2026-11-22T03:00:00Z");
    private int relocked;
    private int requests;
    private int unknownFrom = Integer.MAX_VALUE;
    private int knownFrom = Integer.MAX_VALUE;

    /** An object. */
    private static final class Stored {

        private final byte[] content;
        private final String tag;
        private final Instant since;

        Stored(byte[] content, String tag, Instant since) {
            this.content = content;
            this.tag = tag;
            this.since = since;
        }
    }

    /** What must be allowed, on which name; empty for the bucket. */
    public record Needed(String action, String name) {}

    /** A store over it. */
    public S3Store store() {
        return store(Optional.empty());
    }

    /** A store over it that locks what it stores. */
    public S3Store store(Optional<ObjectLock> lock) {
        S3Settings settings = new S3Settings(
                "bucket",
                PREFIX,
                Optional.of(URI.create("http://127.0.0.1:9")),
                Optional.of("us-east-1"),
                true,
                List.of(),
                Optional.empty(),
                new UploadSettings(Optional.empty(), Optional.empty(), Map.of(), lock),
                key -> true,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5));
        return S3Store.over(settings, this);
    }

    /** A lock for these keys. */
    public static Optional<ObjectLock> lock(Duration time, Predicate<ObjectKey> keys) {
        return Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, time, keys));
    }

    /** Lets time pass. */
    public void passes(Duration time) {
        now = now.plus(time);
    }

    /** Has the name service forget the bucket's host: for so many requests, after so many others. */
    public synchronized void forget(int after, int many) {
        requests = 0;
        unknownFrom = after;
        knownFrom = Math.addExact(after, many);
    }

    /** How many requests there were since the name service was told to forget, or since the beginning. */
    public synchronized int requests() {
        return requests;
    }

    /** What had to be allowed since this was asked last. */
    public synchronized Set<Needed> needed() {
        Set<Needed> since = needed;
        needed = new LinkedHashSet<>();
        return since;
    }

    /** Has all else be denied from now on. */
    public synchronized void allow(Predicate<Needed> some) {
        allowed = some;
    }

    /** What was denied. */
    public synchronized Set<Needed> denied() {
        return Set.copyOf(denied);
    }

    /** Until when objects are locked, by their keys. */
    public Map<String, Instant> locks() {
        Map<String, Instant> byKey = new TreeMap<>();
        locks.forEach((name, until) -> byKey.put(name.substring(PREFIX.length() + 1), until));
        return byKey;
    }

    /** How often a lock was made longer. */
    public int relocked() {
        return relocked;
    }

    /** The present time. */
    public Instant time() {
        return now;
    }

    private synchronized void needs(String action, @Nullable String name) {
        int request = requests++;
        if (request >= unknownFrom && request < knownFrom) {
            throw SdkClientException.create(
                    "no", new UnknownHostException("bucket.example.com: Name or service not known"));
        }
        Needed one = new Needed("s3:" + action, name == null ? "" : name);
        if (!allowed.test(one)) {
            denied.add(one);
            throw failure(403, "AccessDenied");
        }
        needed.add(one);
    }

    private <T extends SdkResponse.Builder> T dated(T answer) {
        answer.sdkHttpResponse(SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("Date", DATE.format(now.atOffset(ZoneOffset.UTC)))
                .build());
        return answer;
    }

    private static S3Exception failure(int status, String code) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        needs("PutObject", request.key());
        noteLock(request.key(), request.objectLockRetainUntilDate());
        byte[] content = content(body);
        String tag = tag(content);
        Stored stored = new Stored(content, tag, now);
        if (request.ifNoneMatch() == null) {
            objects.put(request.key(), stored);
        } else if (objects.putIfAbsent(request.key(), stored) != null) {
            throw failure(412, "PreconditionFailed");
        }
        return dated(PutObjectResponse.builder().eTag(tag)).build();
    }

    private static String tag(byte[] content) {
        return "\"" + new Body(content, content.length).md5().hex() + "\"";
    }

    private void noteLock(String name, @Nullable Instant until) {
        if (until != null) {
            needs("PutObjectRetention", name);
            locks.merge(name, until, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    private static byte[] content(RequestBody body) {
        try (InputStream in = body.contentStreamProvider().newStream()) {
            return in.readAllBytes();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
        needs("PutObject", request.key());
        noteLock(request.key(), request.objectLockRetainUntilDate());
        uploads.put(request.key(), new ConcurrentSkipListMap<>());
        return dated(CreateMultipartUploadResponse.builder().uploadId(request.key()))
                .build();
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        needs("PutObject", request.key());
        byte[] content = content(body);
        upload(request.key()).put(request.partNumber(), content);
        return dated(UploadPartResponse.builder().eTag(tag(content))).build();
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(CompleteMultipartUploadRequest request) {
        needs("PutObject", request.key());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        NavigableMap<Integer, byte[]> parts = upload(request.key());
        parts.values().forEach(part -> {
            content.writeBytes(part);
            sums.writeBytes(
                    Base64.getDecoder().decode(new Body(part, part.length).md5().base64()));
        });
        String tag = tag(sums.toByteArray()).replaceAll("\"$", "-" + parts.size() + "\"");
        objects.put(request.key(), new Stored(content.toByteArray(), tag, now));
        uploads.remove(request.key());
        return dated(CompleteMultipartUploadResponse.builder().eTag(tag)).build();
    }

    private NavigableMap<Integer, byte[]> upload(String name) {
        return Optional.ofNullable(uploads.get(name)).orElseThrow(() -> failure(404, "NoSuchUpload"));
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        needs("AbortMultipartUpload", request.key());
        return dated(AbortMultipartUploadResponse.builder()).build();
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        needs("ListBucketMultipartUploads", null);
        return dated(ListMultipartUploadsResponse.builder().isTruncated(false)).build();
    }

    @Override
    public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        needs("GetObject", request.key());
        Stored stored = stored(request.key());
        int from = request.range() == null
                ? 0
                : Integer.parseInt(request.range().replace("bytes=", "").replace("-", ""));
        if (from > 0 && from >= stored.content.length) {
            throw failure(416, "InvalidRange");
        }
        int length = stored.content.length - from;
        GetObjectResponse answer = dated(GetObjectResponse.builder()
                        .eTag(stored.tag)
                        .contentLength((long) length)
                        .contentRange(from == 0 ? null : "bytes " + from + "-"))
                .build();
        try {
            return transformer.transform(
                    answer, AbortableInputStream.create(new ByteArrayInputStream(stored.content, from, length)));
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Stored stored(String name) {
        return Optional.ofNullable(objects.get(name)).orElseThrow(() -> failure(404, "NoSuchKey"));
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        needs("GetObject", request.key());
        Stored stored = stored(request.key());
        return dated(HeadObjectResponse.builder().eTag(stored.tag).contentLength((long) stored.content.length))
                .build();
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        needs("DeleteObject", request.key());
        objects.remove(request.key());
        return dated(DeleteObjectResponse.builder()).build();
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        needs("ListBucket", null);
        List<S3Object> contents = new ArrayList<>();
        objects.tailMap(request.prefix(), true).forEach((name, stored) -> {
            boolean behind = request.startAfter() == null || name.compareTo(request.startAfter()) > 0;
            if (name.startsWith(request.prefix()) && behind) {
                contents.add(S3Object.builder()
                        .key(name)
                        .size((long) stored.content.length)
                        .lastModified(stored.since)
                        .build());
            }
        });
        return dated(ListObjectsV2Response.builder().contents(contents).isTruncated(false))
                .build();
    }

    @Override
    public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
        needs("GetBucketVersioning", null);
        return dated(GetBucketVersioningResponse.builder().status(BucketVersioningStatus.ENABLED))
                .build();
    }

    @Override
    public GetObjectLockConfigurationResponse getObjectLockConfiguration(GetObjectLockConfigurationRequest request) {
        needs("GetBucketObjectLockConfiguration", null);
        ObjectLockConfiguration on = ObjectLockConfiguration.builder()
                .objectLockEnabled(ObjectLockEnabled.ENABLED)
                .build();
        return dated(GetObjectLockConfigurationResponse.builder().objectLockConfiguration(on))
                .build();
    }

    @Override
    public PutObjectRetentionResponse putObjectRetention(PutObjectRetentionRequest request) {
        relocked++;
        noteLock(request.key(), request.retention().retainUntilDate());
        return dated(PutObjectRetentionResponse.builder()).build();
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {
        // holds nothing
    }
}
