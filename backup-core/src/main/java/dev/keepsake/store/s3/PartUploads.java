package dev.keepsake.store.s3;

import dev.keepsake.store.s3.Failure.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

/** A large object on its way, part by part: two are uploaded while the next is being made, and no more exist. */
final class PartUploads {

    private static final int AT_ONCE = 2;

    private final Bucket bucket;
    private final ExecutorService threads;
    private final String name;
    private final String upload;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final Deque<Future<Sent>> running = new ArrayDeque<>();
    private final List<Part> done = new ArrayList<>();
    private volatile boolean tagsAreChecksums;
    private volatile boolean aborted;

    PartUploads(Bucket bucket, ExecutorService threads, boolean tagsAreChecksums, String name) throws Failure {
        this.bucket = bucket;
        this.threads = threads;
        this.name = name;
        CreateMultipartUploadResponse begun = bucket.beginUpload(name);
        this.upload = begun.uploadId();
        this.tagsAreChecksums =
                tagsAreChecksums && !Tag.isForeign(begun.serverSideEncryptionAsString(), begun.sseCustomerAlgorithm());
    }

    /** How many parts there are so far. */
    int count() {
        return done.size() + running.size();
    }

    /**
     * Uploads a part beside the caller, who waits only when enough are on their way, and gives back an array that is no
     * longer needed, if there is one.
     */
    byte @Nullable [] add(byte[] bytes, int length) throws Failure {
        byte[] spare = running.size() == AT_ONCE ? collect() : null;
        int number = count() + 1;
        free.acquireUninterruptibly(); // at once: no more parts are running than there are permits for
        try {
            running.add(threads.submit(() -> upload(number, bytes, length)));
        } catch (RejectedExecutionException closed) {
            free.release();
            throw new Failure(Kind.STOPPED, false, "the store was closed", closed);
        }
        return spare;
    }

    private Sent upload(int number, byte[] bytes, int length) throws Failure {
        try {
            Body body = new Body(bytes, length);
            if (aborted) {
                throw new Failure(Kind.STOPPED, false, "aborted", null);
            }
            Tag tag = bucket.uploadPart(name, upload, number, body);
            if (!tag.mayBeChecksum()) {
                tagsAreChecksums = false;
            }
            String plain = tag.plain();
            boolean checkable = tagsAreChecksums && Md5.isChecksum(plain);
            if (plain.isEmpty() || (checkable && !plain.equals(body.md5().hex()))) {
                String sent = body.md5().hex();
                throw new Failure(
                        Kind.WRONG, false, "part " + number + " was taken as '" + plain + "', sent was " + sent, null);
            }
            CompletedPart completed =
                    CompletedPart.builder().partNumber(number).eTag(tag.given()).build();
            return new Sent(new Part(completed, body.md5()), body);
        } finally {
            free.release();
        }
    }

    private byte[] collect() throws Failure {
        try {
            Sent sent = running.element().get();
            running.remove();
            done.add(sent.part());
            return sent.body().bytes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Kind.STOPPED, false, "interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                // a part is not the object: nothing of it is to be seen
                throw new Failure(failure.kind(), false, failure.reason(), failure.getCause());
            }
            throw new IllegalStateException("uploading a part of " + name, e);
        }
    }

    /** Whether the tag of the object that these parts make will be their checksum, as far as the answers tell. */
    boolean tagsAreChecksums() {
        return tagsAreChecksums;
    }

    /** Waits for all parts, and gives the tag that their object will have where tags are checksums. */
    String finish() throws Failure {
        while (!running.isEmpty()) {
            collect();
        }
        return Md5.tagOfParts(done.stream().map(Part::md5).toList());
    }

    /** Makes one object of the parts, which have so many bytes together. */
    void complete(long bytes) throws Failure {
        bucket.completeUpload(name, upload, done.stream().map(Part::completed).toList(), bytes);
    }

    /** Gives all parts up, as soon as those on their way have arrived or have had their time. */
    void abort(Duration patience) throws Failure {
        aborted = true;
        boolean interrupted = Thread.interrupted();
        try {
            if (free.tryAcquire(AT_ONCE, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                free.release(AT_ONCE);
            }
            bucket.abortUpload(name, upload);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (Failure failure) {
            if (!failure.is(Kind.NO_UPLOAD)) {
                throw failure;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A part that is there. */
    private record Part(CompletedPart completed, Md5 md5) {}

    /** A part that is there, with its bytes, whose array is used again. */
    private record Sent(Part part, Body body) {}
}
