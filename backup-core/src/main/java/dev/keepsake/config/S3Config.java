package dev.keepsake.config;

import java.net.URI;
import java.util.Optional;

/**
 * How an S3 store is reached. Credentials are no part of it: they come from the usual AWS variables and files.
 *
 * @param endpoint a store other than AWS
 * @param pathStyle the bucket stands in the path of a request instead of its host name; true when an endpoint is set and
 *     nothing else is said
 */
public record S3Config(Optional<URI> endpoint, Optional<String> region, boolean pathStyle) {

    /** Amazon's own, with the region that the machine is set up for. */
    public static final S3Config DEFAULT = new S3Config(Optional.empty(), Optional.empty(), false);
}
