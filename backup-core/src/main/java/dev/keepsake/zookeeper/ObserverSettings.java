package dev.keepsake.zookeeper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an ensemble is observed.
 *
 * @param cluster what the ensemble is called in the archive; a directory that observed another one is never gone on with
 * @param workDir the observer's own directory
 * @param serverId the observer's number, above that of every server
 * @param heapMegabytes the most heap of its process
 * @param limit how long it may take until it has everything
 * @param quorum more lines for its {@code zoo.cfg}
 * @param jaasFile with whom to log in at the servers
 */
public record ObserverSettings(
        String cluster,
        List<EnsembleServer> servers,
        Path workDir,
        long serverId,
        int heapMegabytes,
        Duration limit,
        Map<String, String> quorum,
        Optional<Path> jaasFile) {

    /** Keeps its own copies. */
    public ObserverSettings {
        servers = List.copyOf(servers);
        quorum = Map.copyOf(quorum);
    }
}
