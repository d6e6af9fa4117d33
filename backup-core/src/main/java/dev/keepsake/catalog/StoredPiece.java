package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;

/** A sealed object as it is stored: its key, its size in bytes, and the SHA-256 (hex) that its trailer states. */
public record StoredPiece(ObjectKey key, long bytes, String sha256) {

    /** More than any sealed object has; sums of as many as a record can name do not overflow. */
    static final long MOST_BYTES = 1L << 51;

    /** Refuses a size that nothing has. */
    public StoredPiece {
        if (bytes < 0 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("not the size of an object: " + bytes);
        }
    }
}
