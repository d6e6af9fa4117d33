package dev.keepsake.config;

import java.util.Optional;

/** One thing that an agent captures. */
public sealed interface SourceConfig
        permits ZooKeeperSource, ObserverConfig, ClientConfig, MesosLogConfig, WebSourceConfig {

    /** How it is called in the archive; unique on its node. */
    String name();

    /** How TLS is spoken with it; empty where it is not, or where the configuration does not say. */
    default Optional<TlsConfig> tls() {
        return Optional.empty();
    }
}
