package dev.keepsake.config;

import dev.keepsake.checkup.MemberContact;
import dev.keepsake.zookeeper.ServerContact;
import dev.keepsake.zookeeper.Tls;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How the servers of configured ensembles are reached: where they answer, and how TLS is spoken with them. A part of the
 * assembly; whoever asks a server has it from here.
 */
final class Contacts {

    private Contacts() {}

    /** Whether a source is an ensemble of ZooKeeper, or one of its servers. */
    static boolean isEnsemble(SourceConfig source) {
        return source instanceof ZooKeeperSource || source instanceof ObserverConfig || source instanceof ClientConfig;
    }

    /** The members that a source itself names; none for one that is no ensemble. */
    static List<MemberContact> named(SourceConfig source) {
        if (source instanceof ZooKeeperSource server) {
            return List.of(own(server));
        }
        if (source instanceof ObserverConfig observer) {
            // its lines name no client port
            return observer.servers().stream()
                    .map(server -> other(observer, new HostAndPort(server.host(), HostAndPort.CLIENT_PORT)))
                    .toList();
        }
        if (source instanceof ClientConfig client) {
            return client.places().stream().map(place -> other(client, place)).toList();
        }
        return List.of();
    }

    /** The server whose files are captured. */
    static MemberContact own(ZooKeeperSource server) {
        return at(new HostAndPort(server.clientHost(), server.clientPort()), server.tls(), server.admin());
    }

    /** The same one, for whoever captures it. */
    static ServerContact capturing(ZooKeeperSource server) {
        MemberContact own = own(server);
        return new ServerContact(own.host(), own.port(), own.tls(), own.clientSpeaksTls(), own.admin());
    }

    /** A member at this place, spoken with like those that the source names; it may be one of these. */
    static MemberContact other(SourceConfig source, HostAndPort place) {
        if (source instanceof ZooKeeperSource server) {
            MemberContact own = own(server);
            if (place.host().equals(own.host()) && place.port() == own.port()) {
                return own;
            }
        }
        // an AdminServer is known of this machine's own server alone
        return at(place, source.tls(), Optional.empty());
    }

    /** A member at this place. */
    static MemberContact at(HostAndPort place, Optional<TlsConfig> tls, Optional<URI> admin) {
        return new MemberContact(
                place.host(),
                place.port(),
                tls.map(config -> new Tls(() -> TlsSockets.factory(config), config.serverName())),
                tls.filter(TlsConfig::client).isPresent(),
                admin);
    }
}
