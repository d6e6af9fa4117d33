package dev.keepsake.config;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.artefact.DocumentProver;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.NamedContent;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.PlannedRestore;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.mesos.LogProof;
import dev.keepsake.mesos.LogRestore;
import dev.keepsake.mesos.LogRestoreOptions;
import dev.keepsake.mesos.MesosLogSource;
import dev.keepsake.mesos.Registry;
import dev.keepsake.mesos.RegistryComparison;
import dev.keepsake.mesos.Replica;
import dev.keepsake.mesos.ReplicaCheck;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where configurations of replicated logs become sources and targets: a part of the assembly. */
public final class ReplicatedLogs {

    private ReplicatedLogs() {}

    /** A replica to capture. */
    static DocumentSource source(MesosLogConfig log, Pause pause) {
        return new MesosLogSource(log.name(), log.path(), log.workDir(), pause);
    }

    /** A master's replicated log to be written anew, from the replicas of a backup, each named by its node. */
    public static PlannedRestore restore(MesosLogRequest request, List<NamedContent> replicas) {
        return new LogRestore(options(request), replicas(replicas));
    }

    /** What such a restore would write on another machine: this one's directories and disks do not count. */
    public static RestorePlan planElsewhere(MesosLogRequest request, List<NamedContent> replicas) throws IOException {
        return new LogRestore(options(request), replicas(replicas)).planElsewhere();
    }

    /** Proves what an archive holds of replicated logs. */
    public static DocumentProver prover() {
        return new LogProof();
    }

    /** Whether what replicas tell of themselves fits together. */
    static CrossCheck crossCheck() {
        return new ReplicaCheck();
    }

    private static LogRestoreOptions options(MesosLogRequest request) {
        return new LogRestoreOptions(
                request.directory(),
                request.masters(),
                request.from(),
                request.dropAgents(),
                request.dropGone(),
                request.expectedHash());
    }

    /** The registry in JSON that the replicas of a backup amount to, where their log holds one. */
    public static Optional<byte[]> registry(List<NamedContent> replicas, int masters, Set<String> from)
            throws IOException {
        return LogRestore.registry(replicas(replicas), masters, from).map(Registry::json);
    }

    private static List<Replica> replicas(List<NamedContent> contents) {
        return contents.stream()
                .map(each -> new Replica(each.name(), each.content()))
                .toList();
    }

    /**
     * What a log holds of agents, quotas, weights and maintenance, against what the leading master said at that time.
     *
     * @param log the registry in JSON, as {@link #registry} gives it
     * @param master the answer of its endpoint
     */
    public static CheckReport compare(byte[] log, Content master) throws IOException {
        return RegistryComparison.of(log, master);
    }
}
