package dev.keepsake.config;

import dev.keepsake.catalog.RetentionRules;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which archive, and which cluster in it: all that listing, checking and restoring need to be told.
 *
 * @param retention what of it is kept, for those who remove the rest
 * @param keys with which what is encrypted is opened, and whose signatures are trusted
 * @param asOf when it is looked at as it was, past what was deleted since
 */
public record ArchiveConfig(
        StoreConfig store,
        String cluster,
        Optional<RetentionRules> retention,
        KeysConfig keys,
        Optional<Instant> asOf) {

    /** An archive as it is. */
    public ArchiveConfig(StoreConfig store, String cluster, Optional<RetentionRules> retention, KeysConfig keys) {
        this(store, cluster, retention, keys, Optional.empty());
    }

    /** The same with private keys and signers to trust that flags name. */
    public ArchiveConfig with(List<KeyPlace> privateKeys, List<Path> trusted, boolean allowUnsigned) {
        return new ArchiveConfig(store, cluster, retention, keys.and(privateKeys, trusted, allowUnsigned), asOf);
    }

    /** The same as it was at a time. */
    public ArchiveConfig at(Instant time) {
        return new ArchiveConfig(store, cluster, retention, keys, Optional.of(time));
    }

    /** Refuses what the reader would have reported. */
    public ArchiveConfig {
        Names.check(cluster);
    }
}
