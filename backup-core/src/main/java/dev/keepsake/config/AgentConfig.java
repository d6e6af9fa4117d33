package dev.keepsake.config;

import dev.keepsake.catalog.RetentionRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything an agent is told.
 *
 * @param nodes whose shares make a backup complete; holds {@code node}, unless this agent only proves or prunes
 * @param schedule when to run without being asked; without one only runs by hand happen
 * @param stateDir holds the lock against a second run, positions and the work space
 * @param daemon how long runs and stops may take, and how to log
 * @param sources what is captured on this node, no two of one name; at least one, unless this agent only proves or prunes
 * @param retention what of the archive is kept; without it nothing is ever removed
 * @param prune when what is not kept is removed without being asked for; only with {@code retention}
 * @param verify when and how the latest backup is proven without being asked for, whoever made it
 * @param keys with which what is stored is encrypted and signed
 */
public record AgentConfig(
        String cluster,
        String node,
        List<String> nodes,
        StoreConfig store,
        Optional<ScheduleConfig> schedule,
        Path stateDir,
        DaemonConfig daemon,
        List<SourceConfig> sources,
        Optional<VerifyConfig> verify,
        Optional<RetentionRules> retention,
        Optional<PruneConfig> prune,
        KeysConfig keys) {

    /** One without keys. */
    public AgentConfig(
            String cluster,
            String node,
            List<String> nodes,
            StoreConfig store,
            Optional<ScheduleConfig> schedule,
            Path stateDir,
            DaemonConfig daemon,
            List<SourceConfig> sources,
            Optional<VerifyConfig> verify,
            Optional<RetentionRules> retention,
            Optional<PruneConfig> prune) {
        this(
                cluster,
                node,
                nodes,
                store,
                schedule,
                stateDir,
                daemon,
                sources,
                verify,
                retention,
                prune,
                KeysConfig.NONE);
    }

    /** Refuses what the reader would have reported. */
    public AgentConfig {
        Names.check(cluster);
        nodes.forEach(Names::check);
        nodes = List.copyOf(nodes);
        sources = List.copyOf(sources);
        if (!sources.isEmpty() && !nodes.contains(node)) {
            throw new IllegalArgumentException("node " + node + " is not among " + nodes);
        }
        if (prune.isPresent() && retention.isEmpty()) {
            throw new IllegalArgumentException("nothing says what is to be kept");
        }
        if (!stateDir.isAbsolute()) {
            throw new IllegalArgumentException("the state directory is relative: " + stateDir);
        }
        if ((sources.isEmpty() && verify.isEmpty() && prune.isEmpty())
                || sources.stream().map(SourceConfig::name).distinct().count() < sources.size()) {
            throw new IllegalArgumentException("no sources, or two of one name");
        }
    }
}
