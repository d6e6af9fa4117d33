package dev.keepsake.archive;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;

/**
 * A key pair of an archive: objects' own keys are wrapped to its public half. Writers have only that half; the private one
 * stands in keyrings, wrapped to each recipient. May be shared between threads.
 */
public final class ArchiveKey {

    private final String archive;
    private final int number;
    private final KeyText publicKey;
    private final HybridEncrypt seal;
    private final Optional<HybridDecrypt> open;

    private ArchiveKey(String archive, int number, KeyText publicKey, Optional<HybridDecrypt> open) {
        this.archive = archive;
        this.number = number;
        this.publicKey = publicKey;
        this.seal = publicKey.primitive(HybridEncrypt.class);
        this.open = open;
    }

    /** The public half, as a keyring has it. */
    public static ArchiveKey sealing(String archive, int number, String publicKey) throws RefusedException {
        KeyText text = KeyText.parse("archive key " + number, publicKey).require(KeyText.Kind.RECIPIENT);
        return new ArchiveKey(archive, number, text, Optional.empty());
    }

    /** The whole pair from the private half, as it was wrapped. */
    public static ArchiveKey opening(String archive, int number, byte[] secret) throws CorruptException {
        try {
            KeysetHandle keyset = TinkProtoKeysetFormat.parseKeyset(
                    secret, InsecureSecretKeyAccess.get(), RegistryConfiguration.get());
            KeyText text = KeyText.parse(
                    "archive key " + number,
                    TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(
                            keyset.getPublicKeysetHandle(), RegistryConfiguration.get()));
            return new ArchiveKey(
                    archive,
                    number,
                    text,
                    Optional.of(keyset.getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class)));
        } catch (GeneralSecurityException | RefusedException | RuntimeException unusable) {
            // neither message nor cause goes on: either may quote a secret
            throw new CorruptException("archive key " + number + " of archive " + archive
                    + " was opened and is no key: somebody else put it into the keyring");
        }
    }

    /** A new pair's private half, as it is to be wrapped to recipients and then forgotten. */
    public static byte[] generate() {
        try {
            return TinkProtoKeysetFormat.serializeKeyset(
                    KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE).keyset(),
                    InsecureSecretKeyAccess.get(),
                    RegistryConfiguration.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was made is not written", e);
        }
    }

    /** What headers say of it. */
    public int number() {
        return number;
    }

    /** The public half as it stands in keyrings. */
    public String publicKey() {
        return publicKey.json();
    }

    /** What names the public half. */
    public String fingerprint() {
        return publicKey.fingerprint();
    }

    String wrap(byte[] dataKey, ObjectKey object) {
        try {
            return Base64.getEncoder().encodeToString(seal.encrypt(dataKey, context(object)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("hybrid encryption does not work on this Java platform", e);
        }
    }

    /** The key of an object; empty when it was wrapped to another pair, or for another object. */
    public Optional<byte[]> unwrap(Protection protection, ObjectKey object) {
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(open.get().decrypt(Base64.getDecoder().decode(protection.dataKey()), context(object)));
        } catch (GeneralSecurityException | IllegalArgumentException another) {
            return Optional.empty();
        }
    }

    private byte[] context(ObjectKey object) {
        return Words.of("keepsake data key", archive, object.value(), Integer.toString(number))
                .bytes();
    }

    @Override
    public String toString() {
        return "archive key " + number + " of archive " + archive;
    }
}
