package dev.keepsake.cli;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Documents that stand in a directory, each in a file {@code NAME.json}: taken out of a backup, or fetched by hand. */
final class DocumentFolder implements DocumentSource {

    private static final String END = ".json";

    private final Path folder;

    DocumentFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public String type() {
        return "directory";
    }

    @Override
    public void sendTo(DocumentSink sink) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new RefusedException(folder + " is not a directory; --from names one with documents in it");
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> Document.isName(name(file))).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new RefusedException("no documents are in " + folder + "; they are files such as groups.json");
        }
        for (Path file : files) {
            sink.receive(new Document(name(file), Files.size(file), new TreeMap<>(), () -> Files.newInputStream(file)));
        }
        sink.describe(new TreeMap<>());
    }

    /** Empty for what is none. */
    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(END) && Files.isRegularFile(file) ? name.substring(0, name.length() - END.length()) : "";
    }

    @Override
    public CheckReport check() {
        return new CheckReport(List.of());
    }
}
