package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.config.KeyFiles;
import dev.keepsake.config.KeyPlace;
import java.io.IOException;
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

    @Parameters(paramLabel = "FILE", converter = KeyWord.class, description = "a file with a key")
    private @Nullable KeyPlace place;

    @Override
    public Integer call() throws IOException {
        if (Objects.requireNonNull(place) instanceof KeyPlace.InFile file) {
            out().println(KeyFiles.read(file.path()).publicHalf().json());
            return 0;
        }
        throw new RefusedException(place + " is in AWS KMS, which gives no half of it away: name the key itself, in"
                + " this form, where the public key of a recipient is asked for");
    }
}
