package dev.keepsake.config;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Stopped servers to capture, as a command line asks for them.
 *
 * @param servers the members of one ensemble; none for what the configuration names
 * @param ensembleSize how many servers vote, where it is stated
 * @param voters the numbers of the servers that vote, where they are stated
 */
public record OfflineRequest(List<Server> servers, OptionalInt ensembleSize, Set<String> voters) {

    /** One server's directories; the second is the first where it has one alone. */
    public record Server(Path dataDir, Path dataLogDir) {}

    /** Keeps its own copies. */
    public OfflineRequest {
        servers = List.copyOf(servers);
        voters = Set.copyOf(voters);
    }
}
