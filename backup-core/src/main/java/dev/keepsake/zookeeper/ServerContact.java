package dev.keepsake.zookeeper;

import java.net.URI;
import java.util.Optional;

/**
 * How to ask a running server on this machine what is committed.
 *
 * @param host where it answers clients; an IPv6 address stands without brackets
 * @param tls how to speak TLS, on the client port and with an AdminServer at {@code https}
 * @param clientSpeaksTls whether the client port does; otherwise only the AdminServer does
 * @param admin where its AdminServer has its commands, such as {@code http://127.0.0.1:8080/commands}; asked second
 */
public record ServerContact(String host, int port, Optional<Tls> tls, boolean clientSpeaksTls, Optional<URI> admin) {

    /** Refuses TLS without anything to trust. */
    public ServerContact {
        if (tls.isEmpty()
                && (clientSpeaksTls
                        || admin.filter(url -> "https".equals(url.getScheme())).isPresent())) {
            throw new IllegalArgumentException("TLS without anything to trust");
        }
    }

    /** A client port in clear, and nothing else. */
    public static ServerContact plain(String host, int port) {
        return new ServerContact(host, port, Optional.empty(), false, Optional.empty());
    }
}
