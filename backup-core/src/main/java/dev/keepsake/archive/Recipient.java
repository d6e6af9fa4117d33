package dev.keepsake.archive;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;

/**
 * To whom archive keys are encrypted. Implementations may be a public key in a file or a key service; each says what names it,
 * so that it is found again in a keyring.
 */
public interface Recipient {

    /** The word for it in keyrings, for people. */
    String name();

    /** What names its key: the same for the same key, whatever it is called. */
    String fingerprint();

    /** Encrypts a secret so that this recipient alone opens it, and only when it is bound to the same. */
    byte[] wrap(byte[] secret, Binding binding) throws IOException;

    /** The recipient with a public key from a file. */
    static Recipient of(KeyText publicKey) throws RefusedException {
        return new KeysetRecipient(publicKey);
    }
}
