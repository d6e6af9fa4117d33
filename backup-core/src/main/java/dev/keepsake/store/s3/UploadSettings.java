package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the store is told of every object that is put.
 *
 * @param encryption at rest, by the store: {@code AES256}, {@code aws:kms} or {@code aws:kms:} and a key's id
 * @param storageClass such as {@code STANDARD_IA}
 * @param tags for rules and bills
 * @param lock that objects cannot be removed for some time; the bucket must have been made for that
 */
public record UploadSettings(
        Optional<String> encryption,
        Optional<String> storageClass,
        Map<String, String> tags,
        Optional<ObjectLock> lock) {

    /** Whatever the bucket does by itself. */
    public static final UploadSettings NONE = new UploadSettings(Optional.empty(), Optional.empty(), Map.of());

    private static final String KMS_KEY = "aws:kms:";

    /** Without locks. */
    public UploadSettings(Optional<String> encryption, Optional<String> storageClass, Map<String, String> tags) {
        this(encryption, storageClass, tags, Optional.empty());
    }

    /** Keeps its own copy. */
    public UploadSettings {
        tags = Map.copyOf(tags);
    }

    /** The lock of an object with this key, if it gets one. */
    Optional<ObjectLock> lock(ObjectKey key) {
        return lock.filter(one -> one.locked().test(key));
    }

    /** The tags as they stand in a header; one that is there and empty is more than some stores bear. */
    Optional<String> tagging() {
        return tags.isEmpty()
                ? Optional.empty()
                : Optional.of(tags.entrySet().stream()
                        .map(tag -> encoded(tag.getKey()) + "=" + encoded(tag.getValue()))
                        .sorted()
                        .collect(Collectors.joining("&")));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
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
