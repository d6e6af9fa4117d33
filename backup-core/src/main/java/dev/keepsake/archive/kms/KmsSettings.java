package dev.keepsake.archive.kms;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How AWS KMS is reached. Regions stand in the names of keys; credentials are no part of it: they come from the usual AWS
 * variables and files.
 *
 * @param endpoint where it is asked instead of at Amazon's public address
 * @param connectTimeout how long a connection may take
 * @param requestTimeout how long one attempt may take; a request may take three times that, with all of its attempts
 */
public record KmsSettings(Optional<URI> endpoint, Duration connectTimeout, Duration requestTimeout) {

    /** Amazon's own, and the time that it may take. */
    public static final KmsSettings DEFAULT =
            new KmsSettings(Optional.empty(), Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** Refuses what no request could be made of. */
    public KmsSettings {
        if (connectTimeout.toMillis() < 1 || requestTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeouts must be a millisecond or more");
        }
    }

    /** Where it is looked for, for messages. */
    String reachable(KmsKey key) {
        return endpoint.map(Object::toString).orElse("Amazon's KMS in the region " + key.region());
    }
}
