package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;

/** A sealed object as it is stored: its key, its size in bytes, and the SHA-256 (hex) that its trailer states. */
public record StoredPiece(ObjectKey key, long bytes, String sha256) {}
