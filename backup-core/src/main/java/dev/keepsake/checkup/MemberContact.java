package dev.keepsake.checkup;

import dev.keepsake.zookeeper.Tls;
import java.net.URI;
import java.util.Optional;

/**
 * How to ask a member of an ensemble what it says of itself, on this machine or another.
 *
 * @param host an IPv6 address stands without brackets
 * @param port where it answers clients
 * @param tls how to speak TLS, on the client port and with an AdminServer at {@code https}
 * @param clientSpeaksTls whether the client port does; otherwise only the AdminServer does
 * @param admin where its AdminServer has its commands, such as {@code http://10.0.0.1:8080/commands}
 */
public record MemberContact(String host, int port, Optional<Tls> tls, boolean clientSpeaksTls, Optional<URI> admin) {

    private static final int MAX_PORT = 65_535;

    /** Refuses what nobody could connect to. */
    public MemberContact {
        if (host.isBlank() || port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("not the address of a member: " + host + " " + port);
        }
    }

    /** A client port in clear, and nothing else. */
    public static MemberContact plain(String host, int port) {
        return new MemberContact(host, port, Optional.empty(), false, Optional.empty());
    }

    /** As findings name it: host and port, an IPv6 address in brackets. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
