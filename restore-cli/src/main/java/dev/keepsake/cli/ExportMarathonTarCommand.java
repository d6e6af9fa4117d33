package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Scope;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.WebSystems;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepsake export marathon-tar}: Marathon's own backup, made of its tree in ZooKeeper. */
@Command(
        name = "marathon-tar",
        sortOptions = false,
        description = {
            "Writes the backup that Marathon itself would have made (its 'DELETE /v2/leader?backup=…', since 1.5),"
                    + " from its tree in a backup of ZooKeeper, or in any other moment.",
            "",
            "Marathon restores it with 'DELETE /v2/leader?restore=file:///…', and deletes all that it has first; tasks"
                    + " that were started later are unknown to it then, and are killed."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keepsake -c agent.yaml export marathon-tar --at 2026-11-22T10:15:02Z --to marathon.tar"})
final class ExportMarathonTarCommand extends Verb implements Callable<Integer> {

    @Mixin
    private final AtOptionGroup at = new AtOptionGroup();

    @Option(
            names = "--path",
            paramLabel = "PATH",
            converter = MomentOptionGroup.PathWord.class,
            description = "the path of Marathon's --zk, above 'state' (default: /marathon)")
    private String path = "/marathon";

    @Option(names = "--to", paramLabel = "FILE", required = true, description = "where to; no file is overwritten")
    private @Nullable Path to;

    @Override
    public Integer call() throws IOException {
        Path file = Objects.requireNonNull(to).toAbsolutePath();
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Look look = Look.at(this, archive, at, Scope.below(path));
            look.znode(path);
            String written = write(look, file);
            if (archive().json()) {
                JsonOutput.print(
                        out(),
                        JsonOutput.MAPPER
                                .createObjectNode()
                                .put("moment", look.words())
                                .put("file", file.toString())
                                .put("bytes", Files.size(file)));
            } else {
                out().println(file + ": " + written + " of " + path + " as of " + look.words());
            }
            return ExitCode.DONE.code();
        }
    }

    /** Leaves nothing of its own behind when it fails. */
    private String write(Look look, Path file) throws IOException {
        OutputStream made;
        try {
            made = PrivateFiles.create(file);
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException(file + " is there, and no file is overwritten; give another --to");
        }
        try (OutputStream out = new BufferedOutputStream(made)) {
            return WebSystems.writeMarathonTar(look.tree(), path, out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }
}
