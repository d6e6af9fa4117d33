package dev.keepsake.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything an agent is told.
 *
 * @param nodes whose shares make a backup complete; holds {@code node}, unless this agent only proves
 * @param schedule when to run without being asked; without one only runs by hand happen
 * @param stateDir holds the lock against a second run, positions and the work space
 * @param daemon how long runs and stops may take, and how to log
 * @param sources what is captured on this node, no two of one name; at least one, unless this agent only proves
 * @param verify when and how the latest backup is proven without being asked for, whoever made it
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
        Optional<VerifyConfig> verify) {

    /** Refuses what the reader would have reported. */
    public AgentConfig {
        Names.check(cluster);
        nodes.forEach(Names::check);
        nodes = List.copyOf(nodes);
        sources = List.copyOf(sources);
        if (!sources.isEmpty() && !nodes.contains(node)) {
            throw new IllegalArgumentException("node " + node + " is not among " + nodes);
        }
        if (!stateDir.isAbsolute()) {
            throw new IllegalArgumentException("the state directory is relative: " + stateDir);
        }
        if ((sources.isEmpty() && verify.isEmpty())
                || sources.stream().map(SourceConfig::name).distinct().count() < sources.size()) {
            throw new IllegalArgumentException("no sources, or two of one name");
        }
    }
}
