package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Manifest.NodeDocuments;
import dev.keepsake.catalog.StoredDocument;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keepsake export documents}: the documents of one source, each in a file. */
@Command(
        name = "documents",
        sortOptions = false,
        description = {
            "Writes the documents of one source of a backup into a directory, each into a file: NAME.json, or NAME"
                    + " where it is no JSON.",
            "",
            "They are byte for byte as they were captured. 'restore marathon', 'mesos', 'chronos' and 'metronome' take"
                    + " such a directory with '--from', also after somebody changed what is in it."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keepsake -c agent.yaml export documents --name marathon --to docs"})
final class ExportDocumentsCommand extends Verb implements Callable<Integer> {

    @Option(names = "--backup", paramLabel = "ID|latest", description = "which backup (default: latest)")
    private String backup = OpenArchive.LATEST;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "which source")
    private @Nullable String name;

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "as which node captured it, where several did (default: the newest)")
    private @Nullable String node;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "an empty directory, or one that is not there")
    private @Nullable Path to;

    @Override
    public Integer call() throws IOException {
        Path directory = Objects.requireNonNull(to).toAbsolutePath().normalize();
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Manifest manifest = archive.resolve(backup);
            NodeDocuments chosen = choose(manifest);
            requireBlank(directory);
            PrivateFiles.createDirectories(directory);
            ObjectNode json = JsonOutput.MAPPER.createObjectNode();
            json.put("backup", manifest.id().value())
                    .put("source", chosen.share().source())
                    .put("node", chosen.node());
            for (StoredDocument document : chosen.share().documents()) {
                Path file = directory.resolve(fileName(document));
                try (InputStream in = archive.catalog().documents().open(document);
                        OutputStream out = PrivateFiles.create(file)) {
                    in.transferTo(out);
                } catch (IOException e) {
                    Files.deleteIfExists(file); // its end was not reached, so nobody vouches for its beginning
                    throw e;
                }
                json.withArray("files").add(file.toString());
                if (!archive().json()) {
                    out().println(file);
                }
            }
            if (archive().json()) {
                JsonOutput.print(out(), json);
            }
            return ExitCode.DONE.code();
        }
    }

    private static String fileName(StoredDocument document) {
        boolean told = document.facts()
                .getOrDefault("header.content-type", "application/json")
                .contains("json");
        boolean named = document.name().endsWith(".json") || document.name().equals("replica");
        return document.name() + (told && !named ? ".json" : "");
    }

    private NodeDocuments choose(Manifest manifest) throws RefusedException {
        Optional<NodeDocuments> chosen = manifest.documents().stream()
                .filter(one -> one.share().source().equals(name))
                .filter(one -> node == null || one.node().equals(node))
                .max(Comparator.comparing((NodeDocuments one) -> one.share().taken()));
        return chosen.orElseThrow(() -> new RefusedException("backup " + manifest.id() + " has no documents of '" + name
                + "'" + (node == null ? "" : " by node " + node) + "; it has "
                + manifest.documents().stream()
                        .map(one -> one.node() + "/" + one.share().source())
                        .collect(Collectors.joining(", "))));
    }

    private static void requireBlank(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> content;
        try (Stream<Path> entries = Files.list(directory)) {
            content = entries.limit(1).toList();
        }
        if (!content.isEmpty()) {
            throw new RefusedException(directory + " is not empty, and nothing is overwritten; give another --to");
        }
    }
}
