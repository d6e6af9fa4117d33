package dev.keepsake.archive;

import com.google.crypto.tink.HybridDecrypt;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** The other side of a {@link Recipient}: opens what was wrapped to it. */
public interface Unlocker {

    /** What names its key. */
    String fingerprint();

    /** The secret; empty when it was not wrapped to this key, or bound to something else. */
    Optional<byte[]> unwrap(byte[] wrapped, Binding binding) throws IOException;

    /** The one with a private key from a file. */
    static Unlocker of(KeyText privateKey) throws RefusedException {
        HybridDecrypt key = privateKey.require(KeyText.Kind.RECIPIENT_PRIVATE).primitive(HybridDecrypt.class);
        String fingerprint = privateKey.fingerprint();
        return new Unlocker() {
            @Override
            public String fingerprint() {
                return fingerprint;
            }

            @Override
            public Optional<byte[]> unwrap(byte[] wrapped, Binding binding) {
                try {
                    return Optional.of(key.decrypt(wrapped, binding.bytes()));
                } catch (GeneralSecurityException another) {
                    return Optional.empty();
                }
            }
        };
    }
}
