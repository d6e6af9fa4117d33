package dev.keepsake.cli;

import dev.keepsake.catalog.ToolFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keepsake tool put}: keeps a distribution in the archive. */
@Command(
        name = "put",
        description = {
            "Keeps a distribution in the archive, one for each version and platform, and says so in its README.txt.",
            "",
            "What is kept is never replaced. Its record is signed with the 'signing-key' of the configuration, and"
                    + " must be in an archive whose agents sign. Note the SHA-256 that is printed somewhere else: whoever"
                    + " may write to the store could change what is said there."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake -c agent.yaml tool put keepsake-0.1.0-linux-amd64.tar.gz")
final class ToolPutCommand extends Verb implements Callable<Integer> {

    @Parameters(
            paramLabel = "FILE",
            description = "the tarball with its own Java, under the name that the build gave it")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        Path path = Objects.requireNonNull(file).toAbsolutePath();
        ToolFile tool = ToolFile.of(path)
                .orElseThrow(() -> new ParameterException(
                        spec().commandLine(),
                        path.getFileName()
                                + " is not called keepsake-VERSION-OS-ARCH.tar.gz, so nobody could tell which"
                                + " machine it is for; give it the name that the build gave it"));
        if (!Files.isRegularFile(path)) {
            throw new ParameterException(spec().commandLine(), "there is no file " + path);
        }
        try (OpenArchive archive = OpenArchive.open(archive().readToChange())) {
            archive.requireExists();
            boolean stored = archive.catalog().tools().keep(tool, ThisHost.name());
            err().println(
                            stored
                                    ? "kept; README.txt of the archive says how to use it"
                                    : "this very file was kept already; nothing was stored");
            ToolListCommand.print(this, archive.catalog().tools().list());
        }
        return 0;
    }
}
