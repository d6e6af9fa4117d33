package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Manifest.NodeDocuments;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which documents of a backup are meant: several nodes may have captured one system, and a cluster may have several. */
final class DocumentChoice {

    private DocumentChoice() {}

    /** The newest of this kind of source, and of this name where one is given; several names must be told apart. */
    static NodeDocuments choose(Manifest manifest, String type, Optional<String> name) throws RefusedException {
        List<NodeDocuments> all = of(manifest, type);
        List<NodeDocuments> found = all.stream()
                .filter(one -> name.isEmpty() || name.get().equals(one.share().source()))
                .toList();
        TreeSet<String> names =
                found.stream().map(one -> one.share().source()).collect(Collectors.toCollection(TreeSet::new));
        if (names.size() > 1) {
            throw new RefusedException("backup " + manifest.id() + " has several sources of type " + type + ": "
                    + String.join(", ", names) + "; choose one with --name");
        }
        return found.stream()
                .max(Comparator.comparing((NodeDocuments one) -> one.share().taken()))
                .orElseThrow(() -> new RefusedException("backup " + manifest.id() + " has no source of type " + type
                        + name.map(wanted -> " named '" + wanted + "'").orElse("") + "; it has "
                        + (manifest.documents().isEmpty()
                                ? "no documents"
                                : manifest.documents().stream()
                                        .map(NodeDocuments::share)
                                        .map(share -> share.source() + " (" + share.type() + ")")
                                        .distinct()
                                        .collect(Collectors.joining(", ")))));
    }

    /** All of a kind. */
    static List<NodeDocuments> of(Manifest manifest, String type) {
        return manifest.documents().stream()
                .filter(one -> one.share().type().equals(type))
                .toList();
    }
}
