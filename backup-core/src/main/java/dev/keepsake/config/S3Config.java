package dev.keepsake.config;

import java.net.URI;
import java.util.Optional;

/**
 * How an S3 store is reached. Credentials are no part of it: they come from the usual AWS variables and files.
 *
 * @param endpoint a store other than AWS
 * @param pathStyle the bucket stands in the path of a request instead of its host name; true when an endpoint is set and
 *     nothing else is said
 * @param line what lies between us and the store
 * @param uploads what the store is told of each object
 */
public record S3Config(
        Optional<URI> endpoint, Optional<String> region, boolean pathStyle, S3LineConfig line, S3UploadConfig uploads) {

    /** Amazon's own, with the region that the machine is set up for. */
    public static final S3Config DEFAULT = new S3Config(Optional.empty(), Optional.empty(), false);

    /** A store that is told nothing more. */
    public S3Config(Optional<URI> endpoint, Optional<String> region, boolean pathStyle) {
        this(endpoint, region, pathStyle, S3LineConfig.DEFAULT, S3UploadConfig.NONE);
    }
}
