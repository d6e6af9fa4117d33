package dev.keepsake.config;

import dev.keepsake.catalog.RetentionRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which archive, and which cluster in it: all that listing, checking and restoring need to be told.
 *
 * @param retention what of it is kept, for those who remove the rest
 * @param keys with which what is encrypted is opened, and whose signatures are trusted
 */
public record ArchiveConfig(StoreConfig store, String cluster, Optional<RetentionRules> retention, KeysConfig keys) {

    /** The same with private keys and signers to trust that flags name. */
    public ArchiveConfig with(List<Path> privateKeys, List<Path> trusted, boolean allowUnsigned) {
        return new ArchiveConfig(store, cluster, retention, keys.and(privateKeys, trusted, allowUnsigned));
    }

    /** Refuses what the reader would have reported. */
    public ArchiveConfig {
        Names.check(cluster);
    }
}
