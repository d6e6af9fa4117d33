package dev.keepsake.config;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where the archive is.
 *
 * @param url {@code file:///directory} or {@code s3://bucket/prefix}. A bucket is the authority of the URL, since not
 *     every bucket's name passes for a host; its prefix may be empty and never ends with a slash
 * @param limits how fast it may be written to and read from, by all of a process together
 * @param s3 used when the URL is of an S3 store
 */
public record StoreConfig(URI url, LimitConfig limits, S3Config s3) {

    /** Refuses what the reader would have reported. */
    public StoreConfig {
        if (!"file".equals(url.getScheme()) && !"s3".equals(url.getScheme())) {
            throw new IllegalArgumentException("neither file nor s3: " + Shown.redacted(url.toString()));
        }
    }

    /** As fast as it goes. */
    public StoreConfig(URI url, S3Config s3) {
        this(url, LimitConfig.NONE, s3);
    }

    /** Whether it is a directory; a bucket otherwise. */
    boolean isFile() {
        return "file".equals(url.getScheme());
    }

    /** The directory; {@link #isFile} must hold. */
    Path directory() {
        return Path.of(url.getPath());
    }
}
