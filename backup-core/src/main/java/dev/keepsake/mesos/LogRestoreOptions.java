package dev.keepsake.mesos;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What is restored, and to where.
 *
 * @param directory the replicated log's directory on this master, blank or not there
 * @param masters how many masters the backup's cluster has, with or without a replica in the backup
 * @param from whose replicas a person trusts; empty to find out
 * @param dropAgents whether the registry is restored without its agents, admitted and unreachable
 * @param dropGone whether it is restored without the agents that were marked gone
 * @param expectedHash what another master's restore printed
 */
public record LogRestoreOptions(
        Path directory,
        int masters,
        Set<String> from,
        boolean dropAgents,
        boolean dropGone,
        Optional<String> expectedHash) {

    /** Keeps its own copy. */
    public LogRestoreOptions {
        if (masters < 1) {
            throw new IllegalArgumentException("a cluster of " + masters + " masters");
        }
        from = Set.copyOf(from);
        directory = directory.toAbsolutePath().normalize();
    }
}
