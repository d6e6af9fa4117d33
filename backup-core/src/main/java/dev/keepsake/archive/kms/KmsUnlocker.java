package dev.keepsake.archive.kms;

import dev.keepsake.archive.Binding;
import dev.keepsake.archive.Unlocker;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;

/** Opens by AWS KMS what was wrapped to a key there, with the right to decrypt. */
public final class KmsUnlocker implements Unlocker {

    /** What KMS takes. */
    private static final int LARGEST_WRAPPED = 6_144;

    /** Not a matter of rights or of keys, but of these bytes and what they are bound to. */
    private static final Set<String> NOT_OURS = Set.of("InvalidCiphertextException", "IncorrectKeyException");

    private final KmsKey key;
    private final KmsCalls calls;

    /** Asks nothing yet. */
    public KmsUnlocker(KmsKey key, KmsSettings settings) {
        this.key = key;
        this.calls = new KmsCalls(key, settings);
    }

    @Override
    public String fingerprint() {
        return key.fingerprint();
    }

    @Override
    public Optional<byte[]> unwrap(byte[] wrapped, Binding binding) throws IOException {
        if (wrapped.length == 0 || wrapped.length > LARGEST_WRAPPED) {
            return Optional.empty();
        }
        DecryptRequest.Builder request = DecryptRequest.builder()
                .ciphertextBlob(SdkBytes.fromByteArray(wrapped))
                .encryptionContext(binding.words());
        if (!key.isAlias()) {
            request.keyId(key.arn());
        }
        // an alias may stand for another key by now; the wrapped bytes say for which it stood
        Optional<DecryptResponse> answer =
                calls.callUnless(NOT_OURS, Right.DECRYPT, client -> client.decrypt(request.build()));
        return answer.filter(this::isOfThisKey).map(opened -> opened.plaintext().asByteArray());
    }

    private boolean isOfThisKey(DecryptResponse answer) {
        return !key.isAlias() || key.mayStandFor(answer.keyId());
    }

    @Override
    public String toString() {
        return "key " + key + " (" + fingerprint() + ")";
    }
}
