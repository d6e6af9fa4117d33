package dev.keepsake.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands of a plan are to be like. */
final class PlanOptionGroup {

    @Option(
            names = "--target-version",
            paramLabel = "V",
            converter = SeedOptionGroup.ServerVersion.class,
            description =
                    "which ZooKeeper will be started, as 3.9.5; needed for container znodes, as Marathon makes them")
    private @Nullable String targetVersion;

    @Option(
            names = "--extended-types",
            description = "it runs with%n-Dzookeeper.extendedTypesEnabled=true;%nneeded for znodes with a time to live")
    private boolean extendedTypes;

    @Option(
            names = "--drop-agents",
            description = "restore the registry without its agents; for machines that are all new")
    private boolean dropAgents;

    @Option(
            names = "--masters",
            paramLabel = "N",
            description =
                    "how many Mesos masters the cluster of the backup has (default: the nodes that have their log,"
                            + " and those that gave nothing)")
    private @Nullable Integer masters;

    @Option(names = "--yes", description = "put --yes into the commands, for a script that runs them")
    private boolean yes;

    Optional<String> targetVersion() {
        return Optional.ofNullable(targetVersion);
    }

    boolean extendedTypes() {
        return extendedTypes;
    }

    Optional<Integer> masters() {
        return Optional.ofNullable(masters);
    }

    boolean dropAgents() {
        return dropAgents;
    }

    /** A command that changes something. */
    String agreed(String line) {
        return yes ? line + " --yes" : line;
    }
}
