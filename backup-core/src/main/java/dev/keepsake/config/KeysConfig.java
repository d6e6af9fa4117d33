package dev.keepsake.config;

import dev.keepsake.archive.kms.KmsSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the keys of an archive are.
 *
 * @param recipients keys to which what is captured is encrypted; none for an archive in the clear
 * @param signingKey the private key with which this process vouches for what it stores
 * @param trustedSigners public keys of others who vouch, this process's own key apart
 * @param keyringSigners public keys of others whose keyrings a process that captures takes the archive key from
 * @param privateKeys private keys of recipients, or keys of a service that may be used to open what is encrypted; a process
 *     that captures has none
 * @param privateKey one that stands in the environment
 * @param kms how AWS KMS is reached, where a key is there
 * @param allowUnsigned whether what nobody trusted has signed is taken all the same
 */
public record KeysConfig(
        List<KeyPlace> recipients,
        Optional<Path> signingKey,
        List<Path> trustedSigners,
        List<Path> keyringSigners,
        List<KeyPlace> privateKeys,
        Optional<Secret> privateKey,
        KmsSettings kms,
        boolean allowUnsigned) {

    /** No keys at all. */
    public static final KeysConfig NONE = new KeysConfig(
            List.of(), Optional.empty(), List.of(), List.of(), List.of(), Optional.empty(), KmsSettings.DEFAULT, false);

    /** Refuses what the reader would have reported. */
    public KeysConfig {
        recipients = List.copyOf(recipients);
        trustedSigners = List.copyOf(trustedSigners);
        keyringSigners = List.copyOf(keyringSigners);
        privateKeys = List.copyOf(privateKeys);
        if (!recipients.isEmpty() && signingKey.isEmpty()) {
            throw new IllegalArgumentException("recipients without a signing key");
        }
    }

    /** The same with what flags say. */
    KeysConfig and(List<KeyPlace> keys, List<Path> trusted, boolean unsigned) {
        return new KeysConfig(
                recipients,
                signingKey,
                joined(trustedSigners, trusted),
                keyringSigners,
                joined(privateKeys, keys),
                privateKey,
                kms,
                allowUnsigned || unsigned);
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
