package dev.keepsake.cli;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Scope;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Manifest.NodeDocuments;
import dev.keepsake.catalog.Manifest.NodeShare;
import dev.keepsake.config.ReplicatedLogs;
import dev.keepsake.config.WebSystems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what the sources of one backup hold of each other: the id of a framework in ZooKeeper, in its own words and at
 * the masters; the registry in the replicated log and at the leading master. Replays as much of ZooKeeper's tree as that
 * takes.
 */
final class CrossChecks {

    private static final String MASTERS = "mesos-master";

    private final Verb verb;
    private final OpenArchive archive;
    private final Manifest manifest;
    private final Optional<Integer> masters;
    private final List<Finding> findings = new ArrayList<>();

    /** {@code masters} is how many there are, where somebody says it. */
    CrossChecks(Verb verb, OpenArchive archive, Manifest manifest, Optional<Integer> masters) {
        this.masters = masters;
        this.verb = verb;
        this.archive = archive;
        this.manifest = manifest;
    }

    /** Compares one thing with another. */
    @FunctionalInterface
    private interface Comparing {

        CheckReport compare() throws IOException;
    }

    /** Everything that could be compared, and how it came out. */
    CheckReport report() throws IOException {
        Map<String, DocumentShare> frameworks = new LinkedHashMap<>();
        DocumentChoice.of(manifest, "marathon")
                .forEach(one -> frameworks.put(one.share().source(), one.share()));
        for (Map.Entry<String, DocumentShare> framework : frameworks.entrySet()) {
            add(framework.getKey(), () -> framework(framework.getKey(), framework.getValue()));
        }
        for (String log : MesosLog.names(manifest)) {
            for (NodeDocuments master : DocumentChoice.of(manifest, MASTERS)) {
                add(log, () -> registry(log, master.share()));
            }
        }
        return new CheckReport(findings);
    }

    private void add(String subject, Comparing comparing) throws IOException {
        try {
            findings.addAll(comparing.compare().findings());
        } catch (RefusedException | CorruptException e) {
            findings.add(new Finding(false, subject, "cannot be compared: " + e.getMessage()));
        }
    }

    private CheckReport framework(String name, DocumentShare share) throws IOException {
        Optional<String> itself =
                Optional.ofNullable(share.facts().get("framework-id")).filter(id -> !id.isEmpty());
        Optional<Content> state = DocumentChoice.of(manifest, MASTERS).stream()
                .flatMap(master -> document(master.share(), "state").stream())
                .findFirst();
        Optional<Look> tree = tree(share);
        if (tree.isPresent()) {
            return WebSystems.frameworkIds(name, idIn(tree.get(), share), itself, state);
        }
        return itself.isPresent() && state.isPresent()
                ? WebSystems.frameworkId(name, itself.get(), state.get())
                : new CheckReport(List.of());
    }

    /** The tree in which this framework keeps its state, if that is in the backup. */
    private Optional<Look> tree(DocumentShare share) throws IOException {
        String root = share.facts().getOrDefault("zookeeper-path", "");
        if (root.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> ensembles = new LinkedHashMap<>();
        for (NodeShare one : manifest.shares()) {
            if (one.share().provesAnything()) {
                ensembles.putIfAbsent(
                        one.share().source(), one.node() + "/" + one.share().source());
            }
        }
        for (String place : ensembles.values()) {
            MomentOptionGroup which = MomentOptionGroup.of(manifest.id().value(), place);
            Look look = Look.of(
                    verb,
                    archive,
                    RestoreChoice.of(archive, which),
                    which.tape(),
                    Scope.below(root + "/state/framework-id"));
            boolean there = look.tree().znode(root + "/state/framework-id").isPresent()
                    || look.again().at(Scope.of(root)).znode(root).isPresent();
            if (there) {
                return Optional.of(look);
            }
        }
        return Optional.empty();
    }

    /** From the only znode with data below that of the ids, or where Marathon had it before 1.4. */
    private static Optional<String> idIn(Look look, DocumentShare share) throws IOException {
        String state = share.facts().get("zookeeper-path") + "/state";
        List<String> found = new ArrayList<>();
        look.tree().walk(state + "/framework-id", (PastZnode znode) -> {
            byte[] data = znode.data();
            if (data != null && data.length > 0 && znode.name().equals("id")) {
                found.add(WebSystems.frameworkIdIn(data));
            }
        });
        if (found.isEmpty()) {
            String old = state + "/framework:id";
            Optional<byte[]> data = look.again().at(Scope.of(old)).znode(old).map(PastZnode::data);
            return data.isPresent() ? Optional.of(WebSystems.frameworkIdInOld(data.get())) : Optional.empty();
        }
        return Optional.of(found.get(0));
    }

    private CheckReport registry(String log, DocumentShare master) throws IOException {
        Optional<Content> told = document(master, "registry");
        MesosLog replicas = MesosLog.of(archive, manifest, Optional.of(log)).counting(masters);
        Optional<byte[]> stored = ReplicatedLogs.registry(replicas.replicas(), replicas.masters(), Set.of());
        return told.isPresent() && stored.isPresent()
                ? ReplicatedLogs.compare(stored.get(), told.get())
                : new CheckReport(List.of());
    }

    private Optional<Content> document(DocumentShare share, String name) {
        return share.document(name)
                .map(document -> () -> archive.catalog().documents().open(document));
    }
}
