package dev.keepsake.config;

import java.net.URI;

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
}
