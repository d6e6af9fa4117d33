package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.archive.KeyText;
import dev.keepsake.config.KeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code keepsake key inspect}: what a file holds. */
@Command(
        name = "inspect",
        description = {
            "Says what a key is for, and its fingerprint, by which keyrings and signatures name it.",
            "",
            "Both halves of a key have the same fingerprint. Nothing secret is printed."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake key inspect safe.key")
final class KeyInspectCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a file with a key")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        KeyText key = KeyFiles.read(Objects.requireNonNull(file));
        if (archive().json()) {
            ObjectNode json = JsonOutput.MAPPER.createObjectNode();
            json.put("kind", key.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            json.put("fingerprint", key.fingerprint());
            json.put("private", key.kind().isPrivate());
            JsonOutput.print(out(), json);
        } else {
            out().println(key.kind().words() + ", fingerprint " + key.fingerprint()
                    + (key.kind().isPrivate() ? "; keep it secret" : ""));
        }
        return 0;
    }
}
