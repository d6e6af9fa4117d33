package dev.keepsake.archive;

import com.google.crypto.tink.PublicKeySign;
import dev.keepsake.artefact.RefusedException;
import java.security.GeneralSecurityException;

/** Whose key vouches for what this process stores. May be shared between threads. */
public final class Signer {

    /** Bytes of a signature: Tink's prefix and Ed25519. */
    static final int BYTES = 69;

    private final PublicKeySign key;
    private final String fingerprint;
    private final KeyText publicKey;

    private Signer(KeyText text, KeyText publicKey) {
        this.key = text.primitive(PublicKeySign.class);
        this.publicKey = publicKey;
        this.fingerprint = publicKey.fingerprint();
    }

    /** The signer with this private key. */
    public static Signer of(KeyText text) throws RefusedException {
        text.require(KeyText.Kind.SIGNER_PRIVATE);
        Signer signer = new Signer(text, text.publicHalf());
        if (signer.sign(new byte[0]).length != BYTES) {
            throw new RefusedException(text.name() + " makes signatures without Tink's prefix;"
                    + " 'keepsake key generate --for signing' makes a key that does");
        }
        return signer;
    }

    /** What names the key. */
    public String fingerprint() {
        return fingerprint;
    }

    KeyText publicKey() {
        return publicKey;
    }

    byte[] sign(byte[] message) {
        try {
            return key.sign(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 does not sign on this Java platform", e);
        }
    }

    /**
     * A stand-in for a text that is the same for the same text, and that nobody without the private key can compute: Ed25519
     * gives one signature for one message.
     */
    public String mask(String archive, String text) {
        byte[] signature = sign(Words.of("keepsake mask", archive, text).bytes());
        return Fingerprint.shortened(Sha256.begin().digest(signature));
    }

    @Override
    public String toString() {
        return "signer " + fingerprint;
    }
}
