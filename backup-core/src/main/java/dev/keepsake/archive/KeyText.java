package dev.keepsake.archive;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.PublicKeySign;
import com.google.crypto.tink.PublicKeyVerify;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HybridConfig;
import com.google.crypto.tink.hybrid.HybridPrivateKey;
import com.google.crypto.tink.hybrid.HybridPublicKey;
import com.google.crypto.tink.signature.Ed25519PrivateKey;
import com.google.crypto.tink.signature.Ed25519PublicKey;
import com.google.crypto.tink.signature.PredefinedSignatureParameters;
import com.google.crypto.tink.signature.SignatureConfig;
import dev.keepsake.artefact.RefusedException;
import java.security.GeneralSecurityException;

/**
 * A key as it stands in a file: a Tink keyset in JSON. What is wrong with one is said without a word of what it holds, since
 * that may be a secret in the wrong place.
 */
public final class KeyText {

    private final KeysetHandle keyset;
    private final Kind kind;
    private final String name;

    /** What a key is for. */
    public enum Kind {
        /** The public half of a recipient: whoever captures encrypts to it. */
        RECIPIENT("public key of a recipient", HybridEncrypt.class),
        /** The private half of a recipient, which opens what is encrypted. */
        RECIPIENT_PRIVATE("private key of a recipient", HybridDecrypt.class),
        /** The public half of a signer: whoever restores trusts it. */
        SIGNER("public key of a signer", PublicKeyVerify.class),
        /** The private half of a signer, with which an agent vouches for what it stores. */
        SIGNER_PRIVATE("private key of a signer", PublicKeySign.class);

        private final String words;
        private final Class<?> primitive;

        Kind(String words, Class<?> primitive) {
            this.words = words;
            this.primitive = primitive;
        }

        /** The same for people. */
        public String words() {
            return words;
        }

        /** Whether it must be kept secret. */
        public boolean isPrivate() {
            return this == RECIPIENT_PRIVATE || this == SIGNER_PRIVATE;
        }
    }

    static {
        try {
            HybridConfig.register();
            SignatureConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the ciphers of this distribution do not work on this Java platform", e);
        }
    }

    private KeyText(KeysetHandle keyset, String name) throws RefusedException {
        this.keyset = keyset;
        this.name = name;
        this.kind = kind(keyset, name);
        requireUsable();
    }

    /** A new private key of one of the two private kinds. */
    public static KeyText generate(Kind kind) {
        try {
            return new KeyText(KeysetHandle.generateNew(parameters(kind), RegistryConfiguration.get()), "new key");
        } catch (GeneralSecurityException | RefusedException e) {
            throw new IllegalStateException("no key can be made on this Java platform", e);
        }
    }

    /**
     * Reads a key.
     *
     * @param name what to call it in messages: mostly where it stands
     * @throws RefusedException when it is none; says nothing of the text
     */
    public static KeyText parse(String name, String json) throws RefusedException {
        try {
            return new KeyText(keyset(json), name);
        } catch (GeneralSecurityException | RuntimeException unusable) {
            // neither message nor cause goes on: either may quote a secret
            throw new RefusedException(name + " is not a Tink keyset in JSON; 'keepsake key generate' makes one");
        }
    }

    private static KeysetHandle keyset(String json) throws GeneralSecurityException {
        try {
            return TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(json, RegistryConfiguration.get());
        } catch (GeneralSecurityException holdsSecrets) {
            return TinkJsonProtoKeysetFormat.parseKeyset(
                    json, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
        }
    }

    private static Parameters parameters(Kind kind) throws GeneralSecurityException {
        if (kind == Kind.SIGNER_PRIVATE) {
            return PredefinedSignatureParameters.ED25519;
        }
        return HpkeParameters.builder()
                .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
                .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                .setVariant(HpkeParameters.Variant.TINK)
                .build();
    }

    private static Kind kind(KeysetHandle keyset, String name) throws RefusedException {
        Key key = keyset.getPrimary().getKey();
        if (key instanceof HybridPublicKey) {
            return Kind.RECIPIENT;
        } else if (key instanceof HybridPrivateKey) {
            return Kind.RECIPIENT_PRIVATE;
        } else if (key instanceof Ed25519PublicKey) {
            return Kind.SIGNER;
        } else if (key instanceof Ed25519PrivateKey) {
            return Kind.SIGNER_PRIVATE;
        }
        throw new RefusedException(name + " is a key for something else: expected one of Tink's hybrid encryption, or"
                + " Ed25519 for signatures; 'keepsake key generate' makes either");
    }

    /** What it is for. */
    public Kind kind() {
        return kind;
    }

    /** What it is called in messages. */
    public String name() {
        return name;
    }

    /** What names it, and its other half. */
    public String fingerprint() {
        try {
            return Fingerprint.of(publicKeyset());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read is not written", e);
        }
    }

    /** Its public half; itself where it is that. */
    public KeyText publicHalf() throws RefusedException {
        try {
            return new KeyText(publicKeyset(), name);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a private key that was read has no public half", e);
        }
    }

    /** Tink reads keys of kinds that only some platforms can use; what cannot be used is better refused where its name is known. */
    private void requireUsable() throws RefusedException {
        try {
            keyset.getPrimitive(RegistryConfiguration.get(), kind.primitive);
        } catch (GeneralSecurityException | RuntimeException unusable) {
            throw new RefusedException(name + " holds a key of a kind that this Java platform cannot use;"
                    + " 'keepsake key generate' makes one that works everywhere");
        }
    }

    private KeysetHandle publicKeyset() throws GeneralSecurityException {
        return kind.isPrivate() ? keyset.getPublicKeysetHandle() : keyset;
    }

    /** The text to keep in a file: a secret where the kind is private. */
    public String json() {
        try {
            return kind.isPrivate()
                    ? TinkJsonProtoKeysetFormat.serializeKeyset(
                            keyset, RegistryConfiguration.get(), InsecureSecretKeyAccess.get())
                    : TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keyset, RegistryConfiguration.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read is not written", e);
        }
    }

    KeysetHandle keyset() {
        return keyset;
    }

    <P> P primitive(Class<P> type) {
        try {
            return keyset.getPrimitive(RegistryConfiguration.get(), type);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was tried when it was read cannot be used", e);
        }
    }

    /** Refuses a key of another kind than is needed at its place. */
    KeyText require(Kind needed) throws RefusedException {
        if (kind != needed) {
            throw new RefusedException(name + " is the " + kind.words() + ", expected the " + needed.words()
                    + ": give the right file" + (kind.isPrivate() ? ", and keep this one away from here" : ""));
        }
        return this;
    }

    /** Nothing of the key itself. */
    @Override
    public String toString() {
        return kind.words() + " " + fingerprint();
    }
}
