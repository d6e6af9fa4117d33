package dev.keepsake.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A replicated log to be written anew.
 *
 * @param directory where, blank or not there
 * @param masters how many masters the backup's cluster has
 * @param from whose replicas a person trusts; empty to find out
 * @param dropAgents whether the registry is restored without its agents
 * @param dropGone whether it is restored without the agents that were marked gone
 * @param expectedHash what another master's restore printed
 */
public record MesosLogRequest(
        Path directory,
        int masters,
        Set<String> from,
        boolean dropAgents,
        boolean dropGone,
        Optional<String> expectedHash) {

    /** Keeps its own copy. */
    public MesosLogRequest {
        from = Set.copyOf(from);
    }
}
