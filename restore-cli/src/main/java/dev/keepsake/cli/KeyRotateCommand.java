package dev.keepsake.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keepsake key rotate}: another archive key for what is stored from now on. */
@Command(
        name = "rotate",
        description = {
            "Makes a new archive key for the recipients named here. Agents use it from their next run on, when their"
                    + " 'encryption.keyring-signers' name who signed it, and they have just these recipients in their"
                    + " configuration.",
            "",
            "What is in the archive stays as it is, and is opened by who could open it before. Needs no private key"
                    + " but the one to sign with."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake ... key rotate --signing-key ops.key --recipient safe.pub --recipient vault.pub")
final class KeyRotateCommand extends Verb implements Callable<Integer> {

    @Mixin
    private KeyringOptions keyring = new KeyringOptions();

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().readToChange())) {
            archive.requireExists();
            int number = archive.catalog().keychain().rotate(keyring.recipients(archive.config()), keyring.signer());
            err().println("archive key " + number + " is there for " + keyring.size() + " recipients");
            return 0;
        }
    }
}
