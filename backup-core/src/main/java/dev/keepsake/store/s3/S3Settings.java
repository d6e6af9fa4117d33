package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.TrustManager;

/**
 * Which bucket, and how it is reached. Credentials are no part of it: they come from the usual AWS variables and files.
 *
 * @param prefix what stands before every key, without a slash at either end; may be empty
 * @param endpoint a store other than Amazon's
 * @param pathStyle the bucket stands in the path of a request instead of its host name
 * @param trust who vouches for the store's certificate; empty for those whom Java trusts
 * @param proxy an HTTP proxy; without one the usual variables count
 * @param ownUploads keys under which nobody but an archive writes: uploads of these that were left unfinished are
 *     aborted, and all others are left alone
 * @param connectTimeout how long a connection may take
 * @param requestTimeout how long one attempt may take beside the time for its bytes, and a store may be silent; a
 *     request may take four times that, with all of its attempts
 */
public record S3Settings(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        List<TrustManager> trust,
        Optional<URI> proxy,
        UploadSettings uploads,
        Predicate<ObjectKey> ownUploads,
        Duration connectTimeout,
        Duration requestTimeout) {

    /** Refuses what no request could be made of. */
    public S3Settings {
        trust = List.copyOf(trust);
        if (bucket.isEmpty() || prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException("not a bucket and a prefix: '" + bucket + "', '" + prefix + "'");
        }
        if (connectTimeout.toMillis() < 1 || requestTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeouts must be a millisecond or more");
        }
    }

    /** The archive's place as a URL, without secrets. */
    String location() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }

    /** What stands before a key, its slash included. */
    String base() {
        return prefix.isEmpty() ? "" : prefix + "/";
    }
}
