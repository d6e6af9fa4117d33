package dev.keepsake.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What lies between us and an S3 store.
 *
 * @param caFile who vouches for the store's certificate, in PEM; without it those whom Java trusts
 * @param proxy an HTTP proxy; without it the usual variables count
 */
public record S3LineConfig(
        Optional<Path> caFile, Optional<URI> proxy, Duration connectTimeout, Duration requestTimeout) {

    /** Nothing but the time that it may take. */
    public static final S3LineConfig DEFAULT =
            new S3LineConfig(Optional.empty(), Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(30));
}
