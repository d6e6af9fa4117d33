package dev.keepsake.cli;

import dev.keepsake.config.KeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code keepsake key public}: the half that may be given away. */
@Command(
        name = "public",
        description = "Prints the public half of a private key.",
        footerHeading = "%nExamples:%n",
        footer = "  keepsake key public safe.key > safe.pub")
final class KeyPublicCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a file with a key")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        out().println(KeyFiles.read(Objects.requireNonNull(file)).publicHalf().json());
        return 0;
    }
}
