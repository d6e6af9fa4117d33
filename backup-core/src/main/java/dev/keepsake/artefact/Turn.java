package dev.keepsake.artefact;

import org.jspecify.annotations.Nullable;

/**
 * What became of a znode by one transaction.
 *
 * @param before as it was right before; null where it was not there
 * @param after as it was right after; null where it was gone
 */
public record Turn(
        String path, @Nullable PastZnode before, @Nullable PastZnode after) {}
