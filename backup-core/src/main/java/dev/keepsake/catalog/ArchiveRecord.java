package dev.keepsake.catalog;

import java.time.Instant;
import java.util.List;

/**
 * What {@code keepsake.json} says at the root of an archive.
 *
 * @param format the version of the archive's form; a reader that knows only older ones must stop
 * @param archive a ULID, made once
 * @param created on the store's clock
 * @param writer the version that made it
 * @param features what a reader must understand beyond the format; none so far
 */
record ArchiveRecord(int format, String archive, Instant created, String writer, List<String> features) {

    /** The newest form that this version knows. */
    static final int FORMAT = 1;

    ArchiveRecord {
        features = List.copyOf(features);
    }
}
