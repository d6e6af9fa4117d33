package dev.keepsake.store.s3;

import java.util.Map;
import java.util.Optional;

/**
 * What the store is told of every object that is put.
 *
 * @param encryption at rest, by the store: {@code AES256}, {@code aws:kms} or {@code aws:kms:} and a key's id
 * @param storageClass such as {@code STANDARD_IA}
 * @param tags for rules and bills
 */
public record UploadSettings(Optional<String> encryption, Optional<String> storageClass, Map<String, String> tags) {

    /** Whatever the bucket does by itself. */
    public static final UploadSettings NONE = new UploadSettings(Optional.empty(), Optional.empty(), Map.of());

    private static final String KMS_KEY = "aws:kms:";

    /** Keeps its own copy. */
    public UploadSettings {
        tags = Map.copyOf(tags);
    }

    /** How the store is to encrypt, in the words of its header. */
    Optional<String> encryptionMethod() {
        return encryption.map(method -> method.startsWith(KMS_KEY) ? "aws:kms" : method);
    }

    /** The key that the store is to use, when one was named. */
    Optional<String> encryptionKey() {
        return encryption
                .filter(method -> method.startsWith(KMS_KEY))
                .map(method -> method.substring(KMS_KEY.length()));
    }
}
