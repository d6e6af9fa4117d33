package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.archive.KeyText;
import dev.keepsake.config.KeyFiles;
import dev.keepsake.config.KeyPlace;
import java.io.IOException;
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
            "Both halves of a key have the same fingerprint. Nothing secret is printed. Of a key in AWS KMS only the name is"
                    + " looked at; 'keepsake-agent check' tries it."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake key inspect safe.key")
final class KeyInspectCommand extends Verb implements Callable<Integer> {

    @Parameters(
            paramLabel = "FILE",
            converter = KeyWord.class,
            description = "a file with a key, or the name of a key in AWS KMS")
    private @Nullable KeyPlace place;

    /** What is said of a key. */
    private record Seen(String kind, String words, String fingerprint, boolean isPrivate) {

        static Seen of(KeyText key) {
            return new Seen(
                    key.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    key.kind().words(),
                    key.fingerprint(),
                    key.kind().isPrivate());
        }

        static Seen of(KeyPlace.InKms service) {
            return new Seen(
                    "kms", "recipient in AWS KMS, " + service, service.key().fingerprint(), false);
        }
    }

    @Override
    public Integer call() throws IOException {
        Seen seen = seen(Objects.requireNonNull(place));
        if (archive().json()) {
            ObjectNode json = JsonOutput.MAPPER.createObjectNode();
            json.put("kind", seen.kind());
            json.put("fingerprint", seen.fingerprint());
            json.put("private", seen.isPrivate());
            JsonOutput.print(out(), json);
        } else {
            out().println(seen.words() + ", fingerprint " + seen.fingerprint()
                    + (seen.isPrivate() ? "; keep it secret" : ""));
        }
        return 0;
    }

    private static Seen seen(KeyPlace place) throws IOException {
        return place instanceof KeyPlace.InKms service
                ? Seen.of(service)
                : Seen.of(KeyFiles.read(((KeyPlace.InFile) place).path()));
    }
}
