package dev.keepsake.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code keepsake.json} says at the root of an archive.
 *
 * @param archive a ULID, made once
 * @param created on the store's clock
 * @param writer the version that made it
 * @param needs the lowest version that knows the features; null in a record that is about to be written, which is given
 *     this version's
 * @param features what a reader must understand beyond the format; none so far
 */
record ArchiveRecord(
        String archive,
        Instant created,
        String writer,
        List<String> features,
        @Nullable String needs) {

    ArchiveRecord {
        features = List.copyOf(features);
    }
}
