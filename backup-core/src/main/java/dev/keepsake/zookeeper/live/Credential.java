package dev.keepsake.zookeeper.live;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who a session says it is.
 *
 * @param scheme as ZooKeeper calls it: {@code digest} and the like
 * @param secret what the scheme wants: for {@code digest} the user, a colon and the password
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are what the client takes; they are compared by content, below
public record Credential(String scheme, byte[] secret) {

    /** Keeps its own copy. */
    public Credential {
        if (scheme.isEmpty()) {
            throw new IllegalArgumentException("credentials need a scheme");
        }
        secret = secret.clone();
    }

    @Override
    public byte[] secret() {
        return secret.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credential that && scheme.equals(that.scheme) && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return 31 * scheme.hashCode() + Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return scheme + ":<redacted>";
    }
}
