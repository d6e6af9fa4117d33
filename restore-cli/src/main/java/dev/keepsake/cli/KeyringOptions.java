package dev.keepsake.cli;

import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.config.ArchiveConfig;
import dev.keepsake.config.KeyFiles;
import dev.keepsake.config.KeyPlace;
import dev.keepsake.config.KeyPlaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What whoever puts a keyring names: for whom it is, and who signs it. */
final class KeyringOptions {

    @Option(
            names = "--recipient",
            required = true,
            paramLabel = "FILE",
            converter = KeyWord.class,
            description = "the public key of a recipient, or the name of a key in AWS KMS; once for each")
    private List<KeyPlace> recipients = new ArrayList<>();

    @Option(names = "--signing-key", required = true, paramLabel = "FILE", description = "the key to sign with")
    private List<Path> signingKey = new ArrayList<>();

    /** Those who are to read. */
    List<Recipient> recipients(ArchiveConfig config) throws IOException {
        return KeyPlaces.recipients(recipients, config.keys().kms());
    }

    /** Who signs. */
    Signer signer() throws IOException {
        return KeyFiles.signer(signingKey.get(0));
    }

    /** How many are to read. */
    int size() {
        return recipients.size();
    }
}
