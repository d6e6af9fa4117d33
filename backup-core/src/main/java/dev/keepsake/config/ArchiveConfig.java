package dev.keepsake.config;

import dev.keepsake.catalog.RetentionRules;
import java.util.Optional;

/**
 * Which archive, and which cluster in it: all that listing, checking and restoring need to be told.
 *
 * @param retention what of it is kept, for those who remove the rest
 */
public record ArchiveConfig(StoreConfig store, String cluster, Optional<RetentionRules> retention) {

    /** Refuses what the reader would have reported. */
    public ArchiveConfig {
        Names.check(cluster);
    }
}
