package dev.keepsake.cli;

import dev.keepsake.catalog.Keyring;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keepsake key recipients}: who may read what is in the archive already. */
@Command(
        name = "recipients",
        description = {
            "Gives all archive keys to other recipients: those named here, and no others.",
            "",
            "Writes a new keyring and changes no data. Takes a private key that opens the archive keys ('--key'), and"
                    + " one to sign with ('--signing-key'). Name the same recipients in the agents' configuration, too. An"
                    + " agent takes the archive key from here when its 'encryption.keyring-signers' name who signed; else"
                    + " it makes one.",
            "",
            "This takes nothing back from somebody who is no longer named: what he could read he may have kept. 'key"
                    + " rotate' then makes a key for what is stored from now on."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake ... key recipients --key safe.key --signing-key ops.key --recipient safe.pub"
                + " --recipient vault.pub")
final class KeyRecipientsCommand extends Verb implements Callable<Integer> {

    @Mixin
    private KeyringOptions keyring = new KeyringOptions();

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().readToChange())) {
            archive.requireExists();
            Keyring made = archive.catalog().keychain().give(keyring.recipients(archive.config()), keyring.signer());
            err().println("keyring " + String.format("%04d", made.number()) + " holds "
                    + made.keys().size() + " archive keys for " + keyring.size() + " recipients");
            return 0;
        }
    }
}
