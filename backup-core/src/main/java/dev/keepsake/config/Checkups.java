package dev.keepsake.config;

import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.checkup.DiskCheck;
import dev.keepsake.checkup.EnsembleSurvey;
import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.MemberAnswer;
import dev.keepsake.checkup.MemberContact;
import dev.keepsake.checkup.Told;
import dev.keepsake.zookeeper.Tls;
import dev.keepsake.zookeeper.live.LiveEnsemble;
import dev.keepsake.zookeeper.live.LiveSettings;
import dev.keepsake.zookeeper.live.LiveWalk;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where a configuration becomes looks at a running cluster: a part of the assembly. Nothing is written into it. */
public final class Checkups {

    private Checkups() {}

    /** Asks every member of the ensemble that is known, by the block {@code doctor} or else by the sources. */
    public static List<MemberAnswer> survey(DoctorConfig config, List<HostPort> more) throws IOException {
        List<MemberContact> contacts = new ArrayList<>();
        for (HostPort one : more) {
            contacts.add(MemberContact.plain(one.host(), one.port()));
        }
        Optional<TlsConfig> tls = tls(config);
        for (DoctorConfig.Member member : contacts.isEmpty() ? config.members() : List.<DoctorConfig.Member>of()) {
            contacts.add(contact(member.host(), member.port(), tls, member.admin()));
        }
        for (SourceConfig source : contacts.isEmpty() ? config.sources() : List.<SourceConfig>of()) {
            if (source instanceof ZooKeeperSource server) {
                contacts.add(contact(server.clientHost(), server.clientPort(), server.tls(), server.admin()));
            }
            if (source instanceof ClientConfig client) {
                servers(client)
                        .forEach(place ->
                                contacts.add(contact(place.host(), place.port(), client.tls(), Optional.empty())));
            }
        }
        List<MemberContact> each = contacts.stream().distinct().toList();
        return each.isEmpty() ? List.of() : new EnsembleSurvey(each, EnsembleSurvey.LIMIT).ask();
    }

    /** A server's client port. */
    public record HostPort(String host, int port) {}

    /** The servers of a word such as {@code zk1:2181,zk2:2181/path}. */
    public static List<HostPort> servers(String connect) {
        List<HostPort> servers = new ArrayList<>();
        int slash = connect.indexOf('/');
        for (String one : (slash < 0 ? connect : connect.substring(0, slash)).split(",", -1)) {
            try {
                HostAndPort place = HostAndPort.parse(one.strip());
                servers.add(new HostPort(place.host(), place.port()));
            } catch (Format.BadValueException withoutPort) {
                servers.add(new HostPort(one.strip(), 2181));
            }
        }
        return servers;
    }

    private static List<HostPort> servers(ClientConfig client) {
        return servers(String.join(",", client.servers()));
    }

    /** Members that stand in the block {@code doctor} are reached as those among the sources are. */
    private static Optional<TlsConfig> tls(DoctorConfig config) {
        for (SourceConfig source : config.sources()) {
            if (source instanceof ZooKeeperSource server && server.tls().isPresent()) {
                return server.tls();
            }
            if (source instanceof ClientConfig client && client.tls().isPresent()) {
                return client.tls();
            }
        }
        return Optional.empty();
    }

    private static MemberContact contact(String host, int port, Optional<TlsConfig> tls, Optional<URI> admin) {
        return new MemberContact(
                host,
                port,
                tls.map(config -> new Tls(() -> TlsSockets.factory(config), config.serverName())),
                tls.filter(TlsConfig::client).isPresent(),
                admin);
    }

    /** The directories of servers on this machine. */
    public static List<Finding> disks(DoctorConfig config) {
        List<Finding> findings = new ArrayList<>();
        for (SourceConfig source : config.sources()) {
            if (source instanceof ZooKeeperSource server) {
                findings.addAll(new DiskCheck(server.name() + " on this machine", server.dataDir(), server.dataLogDir())
                        .findings());
            }
        }
        return findings;
    }

    /** Shows every znode of a running ensemble, in a session of its own; passes over what may not be read. */
    public static Walked walk(LiveSettings settings, ZnodeView.Step step) throws IOException {
        try (LiveEnsemble ensemble = LiveEnsemble.connect(settings)) {
            return new LiveWalk(ensemble, true, InstantSource.system()).walk("/", step);
        }
    }

    /** Shows every znode of the ensemble that is configured to be read by a client; empty where none is. */
    public static Optional<Walked> walk(DoctorConfig config, ZnodeView.Step step) throws IOException {
        for (SourceConfig source : config.sources()) {
            if (source instanceof ClientConfig client) {
                return Optional.of(new ClientSession(client).walk(step));
            }
        }
        for (SourceConfig source : config.sources()) {
            if (source instanceof ZooKeeperSource server && server.tls().isEmpty()) {
                String host =
                        server.clientHost().indexOf(':') < 0 ? server.clientHost() : "[" + server.clientHost() + "]";
                return Optional.of(walk(LiveSettings.of(host + ":" + server.clientPort()), step));
            }
        }
        return Optional.empty();
    }

    /** The configured systems that are asked over HTTP. */
    public static List<WebSourceConfig> systems(DoctorConfig config) {
        List<WebSourceConfig> systems = new ArrayList<>();
        for (SourceConfig source : config.sources()) {
            if (source instanceof WebSourceConfig web) {
                systems.add(web);
            }
        }
        return systems;
    }

    /** What a system tells now, as a backup would hold it; its documents are kept in files below a directory. */
    public static Told told(WebSourceConfig system, Path work) throws IOException {
        Path folder = Files.createDirectories(work.resolve(system.name()));
        SortedMap<String, Content> documents = new TreeMap<>();
        SortedMap<String, String> known = new TreeMap<>();
        WebSystems.source(system, work.resolve("answers"), Pause.REAL).sendTo(new DocumentSink() {
            @Override
            public void receive(Document document) throws IOException {
                Path file = folder.resolve(document.name());
                try (InputStream in = document.content().open()) {
                    Files.copy(in, file);
                }
                documents.put(document.name(), () -> Files.newInputStream(file));
            }

            @Override
            public void describe(SortedMap<String, String> facts) {
                known.putAll(facts);
            }
        });
        return new Told(system.name(), system.type(), known, documents);
    }
}
