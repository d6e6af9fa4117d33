package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.checkup.EnsembleSurvey;
import dev.keepsake.checkup.MemberContact;
import dev.keepsake.checkup.preflight.EnsembleLook;
import dev.keepsake.config.Format.BadValueException;
import dev.keepsake.zookeeper.KnownServer;
import dev.keepsake.zookeeper.ServerDirectories;
import dev.keepsake.zookeeper.Tls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where sources that are ensembles of ZooKeeper become members that can be asked one by one: a part of the assembly. Who
 * the others are is said on a command line, or by the files of the server on this machine.
 */
public final class Ensembles {

    private static final int CLIENT_PORT = 2181;

    private final Map<String, List<HostAndPort>> named;

    private Ensembles(Map<String, List<HostAndPort>> named) {
        this.named = named;
    }

    /**
     * A look at each ensemble that the configuration names.
     *
     * @param members client ports, {@code HOST:PORT,...}, with {@code NAME=} before them where there are several ensembles
     */
    public static List<EnsembleLook> looks(AgentConfig config, List<String> members) throws IOException {
        List<String> names = config.sources().stream()
                .filter(Ensembles::isEnsemble)
                .map(SourceConfig::name)
                .toList();
        Ensembles ensembles = new Ensembles(named(names, members));
        List<EnsembleLook> looks = new ArrayList<>();
        for (SourceConfig source : config.sources()) {
            ensembles.look(source).ifPresent(looks::add);
        }
        return looks;
    }

    private static boolean isEnsemble(SourceConfig source) {
        return source instanceof ZooKeeperSource || source instanceof ObserverConfig || source instanceof ClientConfig;
    }

    private static Map<String, List<HostAndPort>> named(List<String> names, List<String> members) throws IOException {
        Map<String, List<HostAndPort>> named = new HashMap<>();
        for (String text : members) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? "" : text.substring(0, equals);
            if (equals < 0 ? names.size() != 1 : !names.contains(name)) {
                throw new RefusedException(
                        "--members '" + text + "': say of which ensemble they are, NAME=HOST:PORT,...;"
                                + " the configuration has " + (names.isEmpty() ? "none" : String.join(", ", names)));
            }
            List<HostAndPort> places = new ArrayList<>();
            for (String place : text.substring(equals + 1).split(",", -1)) {
                try {
                    places.add(HostAndPort.parse(place.strip()));
                } catch (BadValueException wrong) {
                    throw new RefusedException("--members: '" + place + "' " + wrong.getMessage());
                }
            }
            named.put(equals < 0 ? names.get(0) : name, places);
        }
        return named;
    }

    private Optional<EnsembleLook> look(SourceConfig source) {
        if (source instanceof ZooKeeperSource server) {
            return Optional.of(server(server));
        }
        if (source instanceof ObserverConfig observer) {
            return Optional.of(observer(observer));
        }
        if (source instanceof ClientConfig client) {
            return Optional.of(client(client));
        }
        return Optional.empty();
    }

    private EnsembleLook server(ZooKeeperSource server) {
        MemberContact own = contact(server, server.clientHost(), server.clientPort());
        ServerDirectories directories = new ServerDirectories(server.dataDir(), server.dataLogDir());
        OptionalInt voters = OptionalInt.empty();
        Optional<String> trouble = Optional.empty();
        List<MemberContact> members = new ArrayList<>();
        try {
            List<KnownServer> known = KnownServer.near(directories);
            String id = KnownServer.own(directories).orElse("");
            for (KnownServer one : known) {
                members.add(one.id().equals(id) ? own : contact(server, one));
            }
            voters = voters(known.stream().filter(KnownServer::votes).count());
            trouble = doubled(members);
        } catch (IOException e) {
            trouble = Optional.of("who the other members are stands in files that cannot be read: " + e.getMessage());
        }
        List<HostAndPort> given = named.getOrDefault(server.name(), List.of());
        if (given.isEmpty()) {
            return look(server.name(), members.isEmpty() ? List.of(own) : members, voters, trouble);
        }
        List<MemberContact> chosen = given.stream()
                .map(place -> contact(server, place.host(), place.port()))
                .toList();
        return look(server.name(), chosen, voters, doubled(chosen));
    }

    private static Optional<String> doubled(List<MemberContact> members) {
        long places = members.stream().map(MemberContact::address).distinct().count();
        return places == members.size()
                ? Optional.empty()
                : Optional.of(
                        "several members would be asked at one and the same address: say where each of them answers"
                                + " clients");
    }

    /** Where nothing says which port it is, it is the same as here. */
    private MemberContact contact(ZooKeeperSource server, KnownServer other) {
        return contact(
                server,
                other.clientHost().orElse(other.host()),
                other.clientPort().orElse(server.clientPort()));
    }

    /** Only the AdminServer of this machine's own server is known. */
    private MemberContact contact(ZooKeeperSource server, String host, int port) {
        boolean own = host.equals(server.clientHost()) && port == server.clientPort();
        Optional<Tls> tls =
                server.tls().map(settings -> new Tls(() -> TlsSockets.factory(settings), settings.serverName()));
        return new MemberContact(
                host,
                port,
                tls,
                server.tls().filter(TlsConfig::client).isPresent(),
                own ? server.admin() : Optional.empty());
    }

    private EnsembleLook observer(ObserverConfig observer) {
        List<MemberContact> members = new ArrayList<>();
        named.getOrDefault(observer.name(), List.of())
                .forEach(place -> members.add(MemberContact.plain(place.host(), place.port())));
        if (members.isEmpty()) {
            observer.servers().forEach(server -> members.add(MemberContact.plain(server.host(), CLIENT_PORT)));
        }
        long voters =
                observer.servers().stream().filter(ObserverConfig.Server::votes).count();
        return look(observer.name(), members, voters(voters), Optional.empty());
    }

    private EnsembleLook client(ClientConfig client) {
        Optional<Tls> tls =
                client.tls().map(settings -> new Tls(() -> TlsSockets.factory(settings), settings.serverName()));
        List<MemberContact> members = new ArrayList<>();
        Optional<String> trouble = Optional.empty();
        List<HostAndPort> places = new ArrayList<>(named.getOrDefault(client.name(), List.of()));
        for (String server : places.isEmpty() ? client.servers() : List.<String>of()) {
            try {
                places.add(HostAndPort.parse(server));
            } catch (BadValueException wrong) {
                trouble = Optional.of("'" + server + "' " + wrong.getMessage());
            }
        }
        places.forEach(place ->
                members.add(new MemberContact(place.host(), place.port(), tls, tls.isPresent(), Optional.empty())));
        // a connect string need not name all of them; who names members says that these are all
        OptionalInt voters = named.containsKey(client.name()) ? voters(members.size()) : OptionalInt.empty();
        return look(client.name(), members, voters, trouble.or(() -> doubled(members)));
    }

    private static EnsembleLook look(
            String name, List<MemberContact> members, OptionalInt voters, Optional<String> trouble) {
        return new EnsembleLook(name, members, voters, trouble, EnsembleSurvey.LIMIT);
    }

    private static OptionalInt voters(long count) {
        return count == 0 ? OptionalInt.empty() : OptionalInt.of((int) count);
    }
}
