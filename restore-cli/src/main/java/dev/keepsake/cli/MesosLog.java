package dev.keepsake.cli;

import dev.keepsake.artefact.NamedContent;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.StoredDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A replicated log as a backup has it: one replica of each node that has given one.
 *
 * @param name of the source, the same on every node
 * @param masters how many there are: of those nodes that have, or should have given, a replica, unless somebody said it
 * @param silent the nodes that are counted although they gave none
 * @param replicas by their nodes
 */
record MesosLog(String name, int masters, List<String> silent, List<NamedContent> replicas) {

    static final String TYPE = "mesos-log";
    private static final String REPLICA = "replica";

    /** Keeps its own copies. */
    MesosLog {
        silent = List.copyOf(silent);
        replicas = List.copyOf(replicas);
    }

    /** The log of this name, or the only one. */
    static MesosLog of(OpenArchive archive, Manifest manifest, Optional<String> name) throws RefusedException {
        String chosen = name.isPresent() ? name.get() : only(manifest);
        List<NamedContent> replicas = new ArrayList<>();
        TreeSet<String> nodes = new TreeSet<>();
        manifest.missingNodes().forEach(missing -> nodes.add(missing.node()));
        manifest.parts()
                .forEach(part -> part.failures().stream()
                        .filter(failure -> failure.source().equals(chosen))
                        .forEach(failure -> nodes.add(part.node())));
        for (Manifest.NodeDocuments owned : manifest.documents()) {
            Optional<StoredDocument> replica = owned.share().document(REPLICA);
            if (isLog(owned) && owned.share().source().equals(chosen) && replica.isPresent()) {
                nodes.add(owned.node());
                replicas.add(new NamedContent(
                        owned.node(), () -> archive.catalog().documents().open(replica.get())));
            }
        }
        if (replicas.isEmpty()) {
            throw new RefusedException("backup " + manifest.id() + " has no replicated log '" + chosen + "'; it has "
                    + (names(manifest).isEmpty() ? "none" : String.join(", ", names(manifest))));
        }
        int counted = nodes.size();
        replicas.forEach(replica -> nodes.remove(replica.name()));
        return new MesosLog(chosen, counted, List.copyOf(nodes), replicas);
    }

    /** The same of a cluster with so many masters, where somebody says it. */
    MesosLog counting(Optional<Integer> said) {
        return said.isEmpty() ? this : new MesosLog(name, Math.max(1, said.get()), List.of(), replicas);
    }

    /** What a person should know of how masters were counted. */
    Optional<String> doubt() {
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of("of the " + masters + " nodes that are counted as masters with the log '" + name + "', "
                        + String.join(", ", silent) + " gave no replica; where one of them is no master, say with"
                        + " --masters how many there are");
    }

    private static String only(Manifest manifest) throws RefusedException {
        TreeSet<String> names = names(manifest);
        if (names.size() != 1) {
            throw new RefusedException("backup " + manifest.id() + " has "
                    + (names.isEmpty()
                            ? "no replicated log (a source of type " + TYPE + ")"
                            : "several replicated logs: " + String.join(", ", names) + "; choose one with --name"));
        }
        return names.first();
    }

    /** The names of the logs that a backup has. */
    static TreeSet<String> names(Manifest manifest) {
        TreeSet<String> names = new TreeSet<>();
        manifest.documents().stream()
                .filter(MesosLog::isLog)
                .forEach(owned -> names.add(owned.share().source()));
        return names;
    }

    private static boolean isLog(Manifest.NodeDocuments owned) {
        return owned.share().type().equals(TYPE);
    }
}
