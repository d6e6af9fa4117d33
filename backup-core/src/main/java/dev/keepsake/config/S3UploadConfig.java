package dev.keepsake.config;

import java.util.Map;
import java.util.Optional;

/**
 * What an S3 store is told of each object that it is to keep.
 *
 * @param sse encryption by the store: {@code AES256}, {@code aws:kms} or {@code aws:kms:} and a key's id
 */
public record S3UploadConfig(
        Optional<String> sse,
        Optional<String> storageClass,
        Map<String, String> tags,
        Optional<ObjectLockConfig> lock) {

    /** Whatever the bucket does by itself. */
    public static final S3UploadConfig NONE = new S3UploadConfig(Optional.empty(), Optional.empty(), Map.of());

    /** Without locks. */
    public S3UploadConfig(Optional<String> sse, Optional<String> storageClass, Map<String, String> tags) {
        this(sse, storageClass, tags, Optional.empty());
    }

    /** Keeps its own copy. */
    public S3UploadConfig {
        tags = Map.copyOf(tags);
    }
}
