package dev.keepsake.config;

/** One thing that an agent captures. */
public sealed interface SourceConfig
        permits ZooKeeperSource, ObserverConfig, ClientConfig, MesosLogConfig, WebSourceConfig {

    /** How it is called in the archive; unique on its node. */
    String name();
}
