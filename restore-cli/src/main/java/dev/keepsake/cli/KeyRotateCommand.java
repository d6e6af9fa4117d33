package dev.keepsake.cli;

import dev.keepsake.config.KeyFiles;
import dev.keepsake.config.KeyPlace;
import dev.keepsake.config.KeyPlaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keepsake key rotate}: another archive key for what is stored from now on. */
@Command(
        name = "rotate",
        description = {
            "Makes a new archive key for the recipients named here. Agents use it from their next run on, when their"
                    + " 'encryption.keyring-signers' name who signed it, and they have just these recipients in their"
                    + " configuration.",
            "",
            "What is in the archive stays as it is, and is opened by who could open it before. Needs no private key but the"
                    + " one to sign with."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake ... key rotate --signing-key ops.key --recipient safe.pub --recipient vault.pub")
final class KeyRotateCommand extends Verb implements Callable<Integer> {

    @Option(
            names = "--recipient",
            required = true,
            paramLabel = "FILE",
            converter = KeyWord.class,
            description = "the public key of a recipient, or the name of a key in AWS KMS; once for each")
    private List<KeyPlace> recipients = new ArrayList<>();

    @Option(names = "--signing-key", required = true, paramLabel = "FILE", description = "the key to sign with")
    private List<Path> signingKey = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().readToChange())) {
            archive.requireExists();
            int number = archive.catalog()
                    .keychain()
                    .rotate(
                            KeyPlaces.recipients(
                                    recipients, archive.config().keys().kms()),
                            KeyFiles.signer(signingKey.get(0)));
            err().println("archive key " + number + " is there for " + recipients.size() + " recipients");
            return 0;
        }
    }
}
