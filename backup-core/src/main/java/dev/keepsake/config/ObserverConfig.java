package dev.keepsake.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running ensemble, captured by an observer of our own that it does not know.
 *
 * @param servers the ensemble's own servers, by the numbers that they have there
 * @param workDir the observer's own directory, which nobody else uses
 * @param serverId the observer's number, above that of every server
 * @param heapMegabytes the most heap of the observer's process, which holds the whole tree
 * @param syncTimeout how long it may take until it has everything
 * @param quorum settings of ZooKeeper for speaking with the servers, as in their {@code zoo.cfg}
 * @param jaasFile with whom to log in at the servers, where they ask for SASL
 */
public record ObserverConfig(
        String name,
        List<Server> servers,
        Path workDir,
        long serverId,
        int heapMegabytes,
        Duration syncTimeout,
        Map<String, String> quorum,
        Optional<Path> jaasFile)
        implements SourceConfig {

    /**
     * A server of the ensemble.
     *
     * @param id its number ({@code myid})
     * @param host an IPv6 address stands without brackets
     * @param votes whether it takes part in elections; otherwise it is an observer itself
     */
    public record Server(long id, String host, int quorumPort, int electionPort, boolean votes) {}

    /** Refuses what the reader would have reported. */
    public ObserverConfig {
        Names.check(name);
        servers = List.copyOf(servers);
        quorum = Map.copyOf(quorum);
        if (!workDir.isAbsolute()) {
            throw new IllegalArgumentException("a relative directory: " + workDir);
        }
        if (servers.stream().noneMatch(Server::votes) || heapMegabytes < 1) {
            throw new IllegalArgumentException("no server that votes, or no heap");
        }
        if (servers.stream().anyMatch(server -> server.id() >= serverId)) {
            throw new IllegalArgumentException("number " + serverId + " is not above every server's");
        }
    }
}
