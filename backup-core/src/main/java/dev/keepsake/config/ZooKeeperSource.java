package dev.keepsake.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A ZooKeeper server on this machine, captured from its files.
 *
 * @param dataDir the server's {@code dataDir}, which holds {@code version-2} with the snapshots
 * @param dataLogDir the server's {@code dataLogDir}; the same where the server has none
 * @param clientHost where the server answers clients; an IPv6 address stands without brackets
 * @param tls how to speak TLS with it; without, everything is in clear
 * @param admin where its AdminServer has its commands, such as {@code http://127.0.0.1:8080/commands}
 */
public record ZooKeeperSource(
        String name,
        Path dataDir,
        Path dataLogDir,
        String clientHost,
        int clientPort,
        Optional<TlsConfig> tls,
        Optional<URI> admin)
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

    /** A server that answers in clear, on its client port alone. */
    public ZooKeeperSource(String name, Path dataDir, Path dataLogDir, String clientHost, int clientPort) {
        this(name, dataDir, dataLogDir, clientHost, clientPort, Optional.empty(), Optional.empty());
    }
}
