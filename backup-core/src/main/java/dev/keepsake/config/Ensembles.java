package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.checkup.EnsembleSurvey;
import dev.keepsake.checkup.MemberContact;
import dev.keepsake.checkup.preflight.EnsembleLook;
import dev.keepsake.config.Format.BadValueException;
import dev.keepsake.zookeeper.KnownServer;
import dev.keepsake.zookeeper.ServerDirectories;
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
                .filter(Contacts::isEnsemble)
                .map(SourceConfig::name)
                .toList();
        Ensembles ensembles = new Ensembles(named(names, members));
        List<EnsembleLook> looks = new ArrayList<>();
        for (SourceConfig source : config.sources()) {
            ensembles.look(source).ifPresent(looks::add);
        }
        return looks;
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
        ServerDirectories directories = new ServerDirectories(server.dataDir(), server.dataLogDir());
        OptionalInt voters = OptionalInt.empty();
        Optional<String> trouble = Optional.empty();
        List<MemberContact> members = new ArrayList<>();
        try {
            List<KnownServer> known = KnownServer.near(directories);
            members.addAll(near(server, known));
            voters = voters(known.stream().filter(KnownServer::votes).count());
            trouble = doubled(members);
        } catch (IOException e) {
            trouble = Optional.of("who the other members are stands in files that cannot be read: " + e.getMessage());
        }
        List<MemberContact> given = given(server);
        if (given.isEmpty()) {
            return look(server.name(), members.isEmpty() ? Contacts.named(server) : members, voters, trouble);
        }
        return look(server.name(), given, voters, doubled(given));
    }

    private static List<MemberContact> near(ZooKeeperSource server, List<KnownServer> known) throws IOException {
        String id = KnownServer.own(new ServerDirectories(server.dataDir(), server.dataLogDir()))
                .orElse("");
        return known.stream()
                .map(one -> one.id().equals(id) ? Contacts.own(server) : Contacts.other(server, place(server, one)))
                .toList();
    }

    /** The members that a source names; of a server on this machine those that its files name. */
    static List<MemberContact> members(SourceConfig source) {
        if (source instanceof ZooKeeperSource server) {
            try {
                List<MemberContact> near =
                        near(server, KnownServer.near(new ServerDirectories(server.dataDir(), server.dataLogDir())));
                return near.isEmpty() ? Contacts.named(source) : near;
            } catch (IOException unreadable) {
                // whoever may not read the files can ask this one, which says how many there are
                return Contacts.named(source);
            }
        }
        return Contacts.named(source);
    }

    /** Those that were named for a source. */
    private List<MemberContact> given(SourceConfig source) {
        return named.getOrDefault(source.name(), List.of()).stream()
                .map(place -> Contacts.other(source, place))
                .toList();
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
    private static HostAndPort place(ZooKeeperSource server, KnownServer other) {
        return new HostAndPort(
                other.clientHost().orElse(other.host()), other.clientPort().orElse(server.clientPort()));
    }

    private EnsembleLook observer(ObserverConfig observer) {
        List<MemberContact> given = given(observer);
        long voters =
                observer.servers().stream().filter(ObserverConfig.Server::votes).count();
        return look(
                observer.name(), given.isEmpty() ? Contacts.named(observer) : given, voters(voters), Optional.empty());
    }

    private EnsembleLook client(ClientConfig client) {
        List<MemberContact> given = given(client);
        List<MemberContact> members = given.isEmpty() ? Contacts.named(client) : given;
        // a connect string need not name all of them; who names members says that these are all
        return look(client.name(), members, voters(given.size()), doubled(members));
    }

    private static EnsembleLook look(
            String name, List<MemberContact> members, OptionalInt voters, Optional<String> trouble) {
        return new EnsembleLook(name, members, voters, trouble, EnsembleSurvey.LIMIT);
    }

    private static OptionalInt voters(long count) {
        return count == 0 ? OptionalInt.empty() : OptionalInt.of((int) count);
    }
}
