package dev.keepsake.store.s3;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects page by page. Every page must go on after the one before, in order, so that a store that repeats or reorders
 * pages is noticed; what cannot be a key, such as a console's folder markers, is left out.
 */
final class S3Listing implements Listing {

    private final Bucket bucket;
    private final String base;
    private final String prefix;
    private final String startAfter;
    private final String doing;
    private final Deque<StoredObject> page = new ArrayDeque<>();
    private @Nullable String token;
    private byte[] last;
    private boolean more = true;
    private @Nullable StoreException failed;

    S3Listing(Bucket bucket, S3Settings settings, String prefix, String startAfter) {
        this.bucket = bucket;
        this.base = settings.base();
        this.prefix = base + prefix;
        this.startAfter = startAfter;
        this.doing = "listing '" + prefix + "' in " + settings.location();
        this.last = new byte[0];
    }

    @Override
    public Optional<StoredObject> next() throws StoreException {
        if (failed != null) {
            throw failed;
        }
        try {
            while (page.isEmpty() && more) {
                fetch();
            }
        } catch (StoreException failure) {
            failed = failure;
            throw failure;
        }
        return Optional.ofNullable(page.poll());
    }

    private void fetch() throws StoreException {
        ListObjectsV2Response answer;
        try {
            answer = bucket.page(prefix, startAfter.isEmpty() ? null : base + startAfter, token, null);
        } catch (Failure failure) {
            throw failure.ofReading(doing);
        }
        for (S3Object object : answer.contents()) {
            take(object);
        }
        more = answer.isTruncated();
        String next = answer.nextContinuationToken();
        if (more && (next == null || next.isEmpty() || next.equals(token))) {
            throw wrong("more to come, and no new token to ask for it");
        }
        token = next;
    }

    private void take(S3Object object) throws StoreException {
        String name = object.key() == null ? "" : object.key();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (!name.startsWith(prefix) || Arrays.compareUnsigned(bytes, last) <= 0 || object.size() == null) {
            throw wrong("'" + Advice.onOneLine(name) + "' after '"
                    + Advice.onOneLine(new String(last, StandardCharsets.UTF_8)) + "'");
        }
        last = bytes;
        String relative = name.substring(base.length());
        // a store that does not know start-after begins at the beginning
        if (relative.compareTo(startAfter) > 0) {
            key(relative).ifPresent(key -> page.add(new StoredObject(key, object.size())));
        }
    }

    /** The key that a name below the prefix is, unless it is somebody else's and cannot be one. */
    static Optional<ObjectKey> key(String relative) {
        try {
            return Optional.of(new ObjectKey(relative));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private StoreException wrong(String found) {
        return new StoreException.Unavailable(
                doing + ": the store does not list in order, page after page: found " + found
                        + "; such a listing cannot be relied on",
                null);
    }
}
