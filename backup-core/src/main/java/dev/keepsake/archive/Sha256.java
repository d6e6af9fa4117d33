package dev.keepsake.archive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The one hash of the format. */
final class Sha256 {

    static final int BYTES = 32;

    private Sha256() {}

    static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
        }
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    static void require(String hash) {
        if (!isLowerHex(hash, 2 * BYTES)) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hex: '" + hash + "'");
        }
    }

    static boolean isLowerHex(String text, int digits) {
        return text.length() == digits && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
