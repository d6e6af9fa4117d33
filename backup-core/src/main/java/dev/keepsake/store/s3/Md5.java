package dev.keepsake.store.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checksum that every S3 store has known from the first: it guards the way there, not against forgery. */
final class Md5 {

    private static final Pattern OF_BYTES = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern OF_PARTS = Pattern.compile("[0-9a-f]{32}-[0-9]{1,5}");

    private final byte[] digest;

    private Md5(byte[] digest) {
        this.digest = digest;
    }

    static Md5 of(byte[] bytes, int length) {
        MessageDigest md5 = algorithm();
        md5.update(bytes, 0, length);
        return new Md5(md5.digest());
    }

    /** The tag that a store gives to an object of these parts. */
    static String tagOfParts(List<Md5> parts) {
        MessageDigest md5 = algorithm();
        parts.forEach(part -> md5.update(part.digest));
        return HexFormat.of().formatHex(md5.digest()) + "-" + parts.size();
    }

    /** As the header {@code Content-MD5} wants it. */
    String base64() {
        return Base64.getEncoder().encodeToString(digest);
    }

    /** As it stands in a tag. */
    String hex() {
        return HexFormat.of().formatHex(digest);
    }

    /** A tag without the quotes around it; empty when there is none. */
    static String plain(@Nullable String tag) {
        return tag == null ? "" : tag.replace("\"", "");
    }

    /** Whether a tag can be a checksum at all, of one body or of parts. */
    static boolean isChecksum(String tag) {
        return OF_BYTES.matcher(tag).matches() || OF_PARTS.matcher(tag).matches();
    }

    @SuppressWarnings("WeakMessageDigest") // what the protocol asks for
    private static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
