package dev.keepsake.archive;

import com.google.crypto.tink.HybridEncrypt;
import dev.keepsake.artefact.RefusedException;
import java.security.GeneralSecurityException;

/** A recipient who keeps the private half in a file. */
final class KeysetRecipient implements Recipient {

    private final KeyText publicKey;
    private final HybridEncrypt key;

    KeysetRecipient(KeyText publicKey) throws RefusedException {
        this.publicKey = publicKey.require(KeyText.Kind.RECIPIENT);
        this.key = publicKey.primitive(HybridEncrypt.class);
    }

    @Override
    public String name() {
        return publicKey.name();
    }

    @Override
    public String fingerprint() {
        return publicKey.fingerprint();
    }

    @Override
    public byte[] wrap(byte[] secret, Binding binding) {
        try {
            return key.encrypt(secret, binding.bytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("hybrid encryption does not work on this Java platform", e);
        }
    }

    @Override
    public String toString() {
        return "recipient " + name() + " (" + fingerprint() + ")";
    }
}
