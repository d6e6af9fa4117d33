package dev.keepsake.config;

import java.nio.file.Path;

/**
 * A ZooKeeper server on this machine, captured from its files.
 *
 * @param dataDir the server's {@code dataDir}, which holds {@code version-2} with the snapshots
 * @param dataLogDir the server's {@code dataLogDir}; the same where the server has none
 * @param clientHost where the server answers clients; an IPv6 address stands without brackets
 */
public record ZooKeeperSource(String name, Path dataDir, Path dataLogDir, String clientHost, int clientPort)
        implements SourceConfig {

    /** Refuses what the reader would have reported. */
    public ZooKeeperSource {
        Names.check(name);
        if (!dataDir.isAbsolute() || !dataLogDir.isAbsolute()) {
            throw new IllegalArgumentException("a relative directory: " + dataDir + ", " + dataLogDir);
        }
        if (clientHost.isEmpty() || clientPort < 1 || clientPort > HostAndPort.MAX_PORT) {
            throw new IllegalArgumentException("not a client address: " + clientHost + " " + clientPort);
        }
    }
}
