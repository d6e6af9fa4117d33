package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PlannedRestore;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.MesosLogRequest;
import dev.keepsake.config.ReplicatedLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keepsake restore mesos-log}: a replicated log for a master to start with. */
@Command(
        name = "mesos-log",
        sortOptions = false,
        description = {
            "Writes a replicated log of Mesos (a master's registry, its overlay's, or Aurora's) for a master to start"
                    + " with.",
            "",
            "The replicas of all masters in the backup are united: what one lacks, another has. Every master gets the"
                    + " same directory, whatever the number of masters. Stop all masters first, and start none before the"
                    + " directory is on a majority of them, better on all: old or blank replicas that are a majority would"
                    + " serve what they have."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml restore mesos-log --to /var/lib/mesos/replicated_log --plan",
            "  keepsake -c agent.yaml restore mesos-log --backup 20261122T030000Z --to /var/lib/mesos/replicated_log"
        })
final class RestoreMesosLogCommand extends Verb implements Callable<Integer> {

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "the directory replicated_log in the master's work directory; blank, or not there")
    private @Nullable Path to;

    @Option(
            names = "--backup",
            paramLabel = "ID|latest",
            description = "which backup (default: latest, which is refused for more than one master)")
    private String backup = OpenArchive.LATEST;

    @Option(names = "--name", paramLabel = "NAME", description = "which log, where the backup has several")
    private @Nullable String name;

    @Option(
            names = "--from",
            paramLabel = "NODE",
            split = ",",
            description = "use only the replicas of these nodes, where it is not certain which are of one history")
    private Set<String> from = new LinkedHashSet<>();

    @Option(
            names = "--masters",
            paramLabel = "N",
            description = "how many masters the cluster of the backup has (default: the nodes that have this log)")
    private @Nullable Integer masters;

    @Option(
            names = "--drop-agents",
            description = "without the agents, admitted and unreachable; for machines that are all new")
    private boolean dropAgents;

    @Option(names = "--drop-gone", description = "without the agents that were marked gone")
    private boolean dropGone;

    @Option(
            names = "--expect",
            paramLabel = "HASH",
            description = "restore only what has this hash, as another master got")
    private @Nullable String expect;

    @Option(names = "--plan", description = "say what would be done; writes nothing")
    private boolean planOnly;

    @Option(names = "--yes", description = "do not ask before writing; needed where no terminal is")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Manifest manifest = archive.resolve(backup);
            MesosLog log =
                    MesosLog.of(archive, manifest, Optional.ofNullable(name)).counting(Optional.ofNullable(masters));
            log.doubt().ifPresent(words -> err().println("note: " + words));
            restore(archive, manifest, log);
            return ExitCode.DONE.code();
        }
    }

    private void restore(OpenArchive archive, Manifest manifest, MesosLog log) throws IOException {
        MesosLogRequest request = request(log);
        PlannedRestore target = ReplicatedLogs.restore(request, log.replicas());
        RestorePlan plan = target.plan();
        String repeat = new MesosLogCommandLine(archive.config(), manifest.id(), log.name(), masters != null)
                .with(request, plan.hash());
        if (backup.equals(OpenArchive.LATEST) && request.masters() > 1 && expect == null && !planOnly) {
            throw new RefusedException(
                    "'latest' may name another backup for the next master, and masters with different"
                            + " logs may serve either. Name the backup; right now the command for every master is:\n  "
                            + repeat);
        }
        if (planOnly || !archive().json()) {
            print(manifest, log, plan, repeat, false);
        }
        if (planOnly) {
            return;
        }
        new Consent(err(), yes, "Restore").require();
        Audited.in(archive, this)
                .run(
                        "restore",
                        "log '" + log.name() + "' of backup " + manifest.id() + " into " + request.directory(),
                        () -> {
                            target.apply(plan);
                            return plan;
                        },
                        done -> true);
        if (archive().json()) {
            print(manifest, log, plan, repeat, true);
        } else {
            out().println("Restored to " + request.directory()
                    + ". Start no master before this is done on a majority of them, and none with an old log.");
        }
    }

    private MesosLogRequest request(MesosLog log) {
        Path directory = to == null ? Path.of("") : to;
        return new MesosLogRequest(
                directory.toAbsolutePath().normalize(),
                log.masters(),
                from,
                dropAgents,
                dropGone,
                Optional.ofNullable(expect));
    }

    private void print(Manifest manifest, MesosLog log, RestorePlan plan, String repeat, boolean done)
            throws IOException {
        if (archive().json()) {
            JsonOutput.print(out(), json(manifest, log, plan, repeat, done));
            return;
        }
        out().println("backup    " + manifest.id() + ", replicated log '" + log.name() + "'");
        plan.lines().forEach(line -> out().printf("%-9s %s%n", line.name(), line.value()));
        out().println("hash      " + plan.hash());
        plan.warnings().forEach(warning -> out().println("note      " + warning));
        out().println();
        out().println("For every master, on its machine:");
        out().println("  " + repeat);
        out().println();
    }

    private static ObjectNode json(Manifest manifest, MesosLog log, RestorePlan plan, String repeat, boolean done) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("backup", manifest.id().value());
        node.put("source", log.name());
        node.put("hash", plan.hash());
        node.put("bytes", plan.bytes());
        node.put("done", done);
        node.putArray("plan");
        plan.lines()
                .forEach(line -> node.withArray("plan")
                        .addObject()
                        .put("name", line.name())
                        .put("value", line.value()));
        node.putArray("warnings");
        plan.warnings().forEach(warning -> node.withArray("warnings").add(warning));
        node.put("command", repeat);
        return node;
    }
}
