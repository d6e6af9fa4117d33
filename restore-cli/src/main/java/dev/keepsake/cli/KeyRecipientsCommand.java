package dev.keepsake.cli;

import dev.keepsake.catalog.Keyring;
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

/** {@code keepsake key recipients}: who may read what is in the archive already. */
@Command(
        name = "recipients",
        description = {
            "Gives all archive keys to other recipients: those named here, and no others.",
            "",
            "Writes a new keyring and changes no data. Takes a private key that opens the archive keys ('--key'), and one to"
                    + " sign with ('--signing-key'). Name the same recipients in the agents' configuration, too. An agent takes"
                    + " the archive key from here when its 'encryption.keyring-signers' name who signed; else it makes one.",
            "",
            "This takes nothing back from somebody who is no longer named: what he could read he may have kept. 'key rotate'"
                    + " then makes a key for what is stored from now on."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake ... key recipients --key safe.key --signing-key ops.key --recipient safe.pub"
                + " --recipient vault.pub")
final class KeyRecipientsCommand extends Verb implements Callable<Integer> {

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
            Keyring made = archive.catalog()
                    .keychain()
                    .give(
                            KeyPlaces.recipients(
                                    recipients, archive.config().keys().kms()),
                            KeyFiles.signer(signingKey.get(0)));
            err().println("keyring " + String.format("%04d", made.number()) + " holds "
                    + made.keys().size() + " archive keys for " + recipients.size() + " recipients");
            return 0;
        }
    }
}
