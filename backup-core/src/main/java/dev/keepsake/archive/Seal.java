package dev.keepsake.archive;

/**
 * What is known of a finished sealed object: its size as stored, and the SHA-256 in its trailer, which covers every
 * byte that can differ. Two objects with the same seal are the same bytes.
 */
public record Seal(long bytes, String sha256) {

    /** Refuses what is no size or no hash in lower-case hex. */
    public Seal {
        if (bytes < 0) {
            throw new IllegalArgumentException("not the size of an object: " + bytes);
        }
        Sha256.require(sha256);
    }
}
