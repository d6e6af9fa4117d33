package dev.keepsake.config;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Stopped servers to capture, as a command line asks for them.
 *
 * @param servers the members of one ensemble; none for what the configuration names
 * @param ensembleSize how many servers vote, where it is stated
 */
public record OfflineRequest(List<Server> servers, OptionalInt ensembleSize) {

    /** One server's directories; the second is the first where it has one alone. */
    public record Server(Path dataDir, Path dataLogDir) {}

    /** Keeps its own copy. */
    public OfflineRequest {
        servers = List.copyOf(servers);
    }
}
