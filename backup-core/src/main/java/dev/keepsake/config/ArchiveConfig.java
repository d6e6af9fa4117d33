package dev.keepsake.config;

/** Which archive, and which cluster in it: all that listing, checking and restoring need to be told. */
public record ArchiveConfig(StoreConfig store, String cluster) {

    /** Refuses what the reader would have reported. */
    public ArchiveConfig {
        Names.check(cluster);
    }
}
