package dev.keepsake.config;

import dev.keepsake.archive.kms.KmsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads where the keys of an archive are. */
final class KeysReading {

    /** May hold the private key of a recipient. */
    private static final String VARIABLE = "KEEPSAKE_KEY";

    private static final String SIGNING_KEY = "signing-key";
    private static final String ENCRYPTION = "encryption";
    private static final String PRIVATE_KEYS = "private-keys";
    private static final String BESIDE_SOURCES = "private-keys-beside-sources";

    private KeysReading() {}

    /** Those of an agent: one that captures must not be able to read back what it stores. */
    static KeysConfig agent(Section top) {
        Section encryption = top.section(ENCRYPTION, Block.ENCRYPTION);
        KeysConfig keys = read(top, encryption);
        Optional<Boolean> beside = encryption.optional(BESIDE_SOURCES, Formats::trueOrFalse);
        if (!keys.privateKeys().isEmpty() && top.says("sources") && !beside.orElse(false)) {
            encryption.report(
                    PRIVATE_KEYS,
                    encryption.label(PRIVATE_KEYS) + ": an agent that captures sources must not be able to read what it"
                            + " stored: whoever gets hold of this machine could, too. Keep the private key elsewhere and prove"
                            + " backups from there; or, if it must be here, say " + encryption.label(BESIDE_SOURCES)
                            + ": true");
        }
        return keys;
    }

    /** Those of a reader, to which an agent's file will do. */
    static KeysConfig reader(Section top) {
        Section encryption = top.section(ENCRYPTION, Block.ENCRYPTION);
        KeysConfig keys = read(top, encryption);
        encryption.optional(BESIDE_SOURCES, Formats::trueOrFalse);
        Optional<Secret> key = top.environment(VARIABLE)
                .filter(text -> !text.isBlank())
                .map(text -> Secret.ofVariable(VARIABLE, text));
        return new KeysConfig(
                keys.recipients(),
                keys.signingKey(),
                keys.trustedSigners(),
                keys.keyringSigners(),
                keys.privateKeys(),
                key,
                keys.kms(),
                false);
    }

    private static KeysConfig read(Section top, Section encryption) {
        Optional<Path> signingKey = top.optional(SIGNING_KEY, Formats::absolutePath);
        List<Path> trusted = top.list("trusted-signers", Formats::absolutePath);
        List<KeyPlace> recipients = encryption.list("recipients", KeyPlace::configured);
        if (!recipients.isEmpty() && !top.says(SIGNING_KEY)) {
            encryption.report(
                    "recipients",
                    encryption.label("recipients")
                            + ": what is encrypted must be signed, too, since anybody can encrypt to a"
                            + " public key: make a key with 'keepsake key generate --for signing', and name its file as '"
                            + SIGNING_KEY + "'");
            recipients = List.of();
        }
        return new KeysConfig(
                signingKey.isPresent() ? recipients : List.of(),
                signingKey,
                trusted,
                encryption.list("keyring-signers", Formats::absolutePath),
                encryption.list(PRIVATE_KEYS, KeyPlace::configured),
                Optional.empty(),
                kms(encryption.section("kms", Block.KMS)),
                false);
    }

    private static KmsSettings kms(Section kms) {
        Optional<URI> endpoint = kms.optional("endpoint", Urls::endpoint);
        Optional<Duration> connect = kms.optional("connect-timeout", S3Formats::timeout);
        Optional<Duration> request = kms.optional("request-timeout", S3Formats::timeout);
        return new KmsSettings(
                endpoint,
                connect.orElse(KmsSettings.DEFAULT.connectTimeout()),
                request.orElse(KmsSettings.DEFAULT.requestTimeout()));
    }
}
