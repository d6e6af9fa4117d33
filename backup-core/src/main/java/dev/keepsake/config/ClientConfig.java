package dev.keepsake.config;

import dev.keepsake.config.Format.BadValueException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A running ensemble of which only the client port can be reached: read znode by znode.
 *
 * @param servers a host and a client port each; an IPv6 address stands in brackets
 * @param chroot the path below which everything is read, {@code /} for all of it
 * @param identity who the session says it is, besides anybody
 * @param tls how to speak TLS with the servers; without, in clear, unless {@code clientConfig} says otherwise
 * @param clientConfig properties of ZooKeeper's client, as its own manual names them
 * @param skipUnreadable whether what may not be read is left out; otherwise it is a failure
 */
public record ClientConfig(
        String name,
        List<String> servers,
        String chroot,
        Optional<Identity> identity,
        Optional<TlsConfig> tls,
        Optional<Path> clientConfig,
        boolean skipUnreadable)
        implements SourceConfig {

    /**
     * Who a session says it is.
     *
     * @param scheme as ZooKeeper calls it
     */
    public record Identity(String scheme, Secret secret) {}

    /** Refuses what the reader would have reported. */
    public ClientConfig {
        Names.check(name);
        servers = List.copyOf(servers);
        if (servers.isEmpty() || !chroot.startsWith("/")) {
            throw new IllegalArgumentException("no servers, or a chroot that is no path: " + chroot);
        }
        places(servers);
    }

    /** The servers, as places. */
    List<HostAndPort> places() {
        return places(servers);
    }

    private static List<HostAndPort> places(List<String> servers) {
        List<HostAndPort> places = new ArrayList<>();
        for (String server : servers) {
            try {
                places.add(HostAndPort.parse(server));
            } catch (BadValueException wrong) {
                throw new IllegalArgumentException("the server '" + server + "' " + wrong.getMessage(), wrong);
            }
        }
        return places;
    }

    /** The servers and the chroot in one word, as ZooKeeper's clients take it. */
    String connect() {
        String hosts = String.join(",", servers);
        return chroot.equals("/") ? hosts : hosts + chroot;
    }
}
