package dev.keepsake.cli;

import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Manifest.NodeDocuments;
import dev.keepsake.cli.ClusterPlan.Order;
import dev.keepsake.cli.ClusterPlan.Step;
import dev.keepsake.config.MesosLogRequest;
import dev.keepsake.config.ReplicatedLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How one replicated log comes back: the same directory for every master. */
final class LogStep {

    private final OpenArchive archive;
    private final PlanOptionGroup options;

    LogStep(OpenArchive archive, PlanOptionGroup options) {
        this.archive = archive;
        this.options = options;
    }

    Step plan(Manifest manifest, String name) throws IOException {
        MesosLog log = MesosLog.of(archive, manifest, Optional.of(name)).counting(options.masters());
        RestorePlan plan = ReplicatedLogs.planElsewhere(request(log, Path.of("/DIR")), log.replicas());
        MesosLogCommandLine line = new MesosLogCommandLine(
                archive.config(), manifest.id(), name, options.masters().isPresent());
        List<Order> orders = new ArrayList<>();
        for (NodeDocuments replica : DocumentChoice.of(manifest, MesosLog.TYPE)) {
            String directory = replica.share().facts().get("directory");
            if (replica.share().source().equals(name)) {
                MesosLogRequest request = request(log, Path.of(directory == null ? "/DIR" : directory));
                orders.add(new Order(replica.node(), options.agreed(line.with(request, plan.hash()))));
            }
        }
        return new Step(
                "Replicated log '" + name + "': the same directory for every master", notes(log, plan, orders), orders);
    }

    private static List<String> notes(MesosLog log, RestorePlan plan, List<Order> orders) {
        List<String> notes = new ArrayList<>(List.of(
                "All masters are stopped until it is on every one of them, also on one that is not named here,"
                        + " with the same command.",
                "The directory belongs to whom the master runs as; give it to that user if somebody else"
                        + " restores it."));
        if (orders.stream().anyMatch(order -> order.line().contains(" --to /DIR "))) {
            notes.add("The backup does not say where a master's log is: put the directory in the place of /DIR.");
        }
        log.doubt().ifPresent(notes::add);
        plan.lines().stream()
                .filter(line -> line.name().equals("registry") || line.name().equals("needs"))
                .forEach(line -> notes.add(line.name() + ": " + line.value()));
        notes.addAll(plan.warnings());
        return notes;
    }

    private MesosLogRequest request(MesosLog log, Path directory) {
        return new MesosLogRequest(directory, log.masters(), Set.of(), options.dropAgents(), false, Optional.empty());
    }
}
