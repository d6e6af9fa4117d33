package dev.keepsake.store.s3;

import org.jspecify.annotations.Nullable;

/**
 * The tag that an answer gives an object or a part. It is no checksum, though it looks like one, where the same answer
 * says that the content is encrypted with a key of a key service or of the customer's: that hangs on how the bucket is
 * set up when the request is made, so what an earlier answer said does not count.
 *
 * @param given as the store gave it, which is what it wants to be told again
 */
record Tag(@Nullable String given, boolean mayBeChecksum) {

    private static final String KEY_SERVICE = "aws:kms";

    /** The tag in an answer, beside what the answer says of encryption. */
    static Tag of(@Nullable String given, @Nullable String encryption, @Nullable String customerAlgorithm) {
        return new Tag(given, !isForeign(encryption, customerAlgorithm));
    }

    /** Whether content that is encrypted like this has tags that are not of its bytes. */
    static boolean isForeign(@Nullable String encryption, @Nullable String customerAlgorithm) {
        return (encryption != null && encryption.startsWith(KEY_SERVICE)) || customerAlgorithm != null;
    }

    /** Without the quotes around it; empty when there is none. */
    String plain() {
        return Md5.plain(given);
    }
}
