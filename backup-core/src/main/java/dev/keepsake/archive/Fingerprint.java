package dev.keepsake.archive;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** What names a key: a hash of its public half, or of its name in a service, short enough to be compared by eye. */
public final class Fingerprint {

    private static final int BYTES = 16;

    private Fingerprint() {}

    /** That of a keyset without secrets. */
    static String of(KeysetHandle publicKeyset) throws GeneralSecurityException {
        byte[] serialized =
                TinkProtoKeysetFormat.serializeKeysetWithoutSecret(publicKeyset, RegistryConfiguration.get());
        return shortened(Sha256.begin().digest(serialized));
    }

    /** That of a key that has no public half, by what it is called where it is. */
    public static String ofName(String name) {
        return shortened(Sha256.begin().digest(name.getBytes(StandardCharsets.UTF_8)));
    }

    static String shortened(byte[] sha256) {
        return Sha256.hex(Arrays.copyOf(sha256, BYTES));
    }

    static boolean isOne(String text) {
        return Sha256.isLowerHex(text, 2 * BYTES);
    }
}
