package dev.keepsake.archive.kms;

import dev.keepsake.archive.Binding;
import dev.keepsake.archive.Recipient;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.EncryptResponse;

/**
 * A recipient whose key is in AWS KMS. It is asked only when an archive key is introduced or given to others, so an agent
 * that goes on with one does not depend on it.
 */
public final class KmsRecipient implements Recipient {

    /** What KMS takes at once. */
    static final int LARGEST_SECRET = 4_096;

    private final KmsKey key;
    private final KmsCalls calls;

    /** Asks nothing yet. */
    public KmsRecipient(KmsKey key, KmsSettings settings) {
        this.key = key;
        this.calls = new KmsCalls(key, settings);
    }

    @Override
    public String name() {
        return key.toString();
    }

    @Override
    public String fingerprint() {
        return key.fingerprint();
    }

    @Override
    public byte[] wrap(byte[] secret, Binding binding) throws IOException {
        if (secret.length > LARGEST_SECRET) {
            throw new RefusedException("an archive key of " + secret.length + " bytes cannot be wrapped to " + key
                    + ", which takes " + LARGEST_SECRET + " at the most: it was not made by this program");
        }
        EncryptResponse answer = calls.call(
                Right.ENCRYPT,
                client -> client.encrypt(request -> request.keyId(key.arn())
                        .plaintext(SdkBytes.fromByteArray(secret))
                        .encryptionContext(binding.words())));
        return answer.ciphertextBlob().asByteArray();
    }

    @Override
    public String toString() {
        return "recipient " + name() + " (" + fingerprint() + ")";
    }
}
