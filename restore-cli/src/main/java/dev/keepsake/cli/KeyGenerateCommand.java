package dev.keepsake.cli;

import dev.keepsake.archive.KeyText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keepsake key generate}: a new key, as two files. */
@Command(
        name = "generate",
        description = {
            "Makes a new key: a file with the private half, which only you can read, and one with the public half.",
            "",
            "Both are Tink keysets in JSON. The private half of a recipient is all that it takes to read the archive: put"
                    + " it where no agent is, and nobody else can get at it. A recipient in AWS KMS is made there, and named"
                    + " aws-kms://ARN wherever a recipient is asked for."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "For somebody who restores:",
            "  keepsake key generate --private safe.key --public safe.pub",
            "For an agent, to sign with:",
            "  keepsake key generate --for signing --private agent.key --public agent.pub"
        })
final class KeyGenerateCommand extends Verb implements Callable<Integer> {

    @Option(
            names = "--for",
            paramLabel = "opening|signing",
            description = "what the private key does: open what is encrypted (default), or sign what an agent stores")
    private Purpose purpose = Purpose.OPENING;

    @Option(names = "--private", required = true, paramLabel = "FILE", description = "where the private half goes")
    private @Nullable Path privateFile;

    @Option(names = "--public", required = true, paramLabel = "FILE", description = "where the public half goes")
    private @Nullable Path publicFile;

    /** What a key is for. */
    enum Purpose {
        OPENING,
        SIGNING
    }

    @Override
    public Integer call() throws IOException {
        KeyText key = KeyText.generate(
                purpose == Purpose.SIGNING ? KeyText.Kind.SIGNER_PRIVATE : KeyText.Kind.RECIPIENT_PRIVATE);
        KeyOutput.write(Objects.requireNonNull(privateFile), key);
        KeyOutput.write(Objects.requireNonNull(publicFile), key.publicHalf());
        out().println(key.fingerprint());
        return 0;
    }
}
