package dev.keepsake.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the keys of an archive are.
 *
 * @param recipients public keys to which what is captured is encrypted; none for an archive in the clear
 * @param signingKey the private key with which this process vouches for what it stores
 * @param trustedSigners public keys of others who vouch, this process's own key apart
 * @param privateKeys private keys of recipients, which open what is encrypted; a process that captures has none
 * @param privateKey one that stands in the environment
 * @param allowUnsigned whether what nobody trusted has signed is taken all the same
 */
public record KeysConfig(
        List<Path> recipients,
        Optional<Path> signingKey,
        List<Path> trustedSigners,
        List<Path> privateKeys,
        Optional<Secret> privateKey,
        boolean allowUnsigned) {

    /** No keys at all. */
    public static final KeysConfig NONE =
            new KeysConfig(List.of(), Optional.empty(), List.of(), List.of(), Optional.empty(), false);

    /** Refuses what the reader would have reported. */
    public KeysConfig {
        recipients = List.copyOf(recipients);
        trustedSigners = List.copyOf(trustedSigners);
        privateKeys = List.copyOf(privateKeys);
        if (!recipients.isEmpty() && signingKey.isEmpty()) {
            throw new IllegalArgumentException("recipients without a signing key");
        }
    }

    /** The same with what flags say. */
    KeysConfig and(List<Path> keys, List<Path> trusted, boolean unsigned) {
        return new KeysConfig(
                recipients,
                signingKey,
                joined(trustedSigners, trusted),
                joined(privateKeys, keys),
                privateKey,
                allowUnsigned || unsigned);
    }

    private static List<Path> joined(List<Path> some, List<Path> more) {
        List<Path> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
