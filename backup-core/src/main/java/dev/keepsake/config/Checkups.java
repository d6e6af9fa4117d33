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
import dev.keepsake.zookeeper.live.LiveEnsemble;
import dev.keepsake.zookeeper.live.LiveSettings;
import dev.keepsake.zookeeper.live.LiveWalk;
import java.io.IOException;
import java.io.InputStream;
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
    public static List<MemberAnswer> survey(DoctorConfig config, List<HostAndPort> named) throws IOException {
        List<MemberContact> contacts = new ArrayList<>();
        for (HostAndPort place : named) {
            contacts.add(Contacts.at(place, Optional.empty(), Optional.empty()));
        }
        for (DoctorConfig.Member member : contacts.isEmpty() ? config.members() : List.<DoctorConfig.Member>of()) {
            contacts.add(Contacts.at(new HostAndPort(member.host(), member.port()), tls(config), member.admin()));
        }
        List<SourceConfig> sources =
                config.sources().stream().filter(Contacts::isEnsemble).toList();
        for (SourceConfig source : contacts.isEmpty() ? sources : List.<SourceConfig>of()) {
            // what files call one way and another source another would be asked twice, and taken for two
            contacts.addAll(sources.size() == 1 ? Ensembles.members(source) : Contacts.named(source));
        }
        SortedMap<String, MemberContact> each = new TreeMap<>();
        contacts.forEach(contact -> each.putIfAbsent(contact.address(), contact));
        return each.isEmpty() ? List.of() : new EnsembleSurvey(List.copyOf(each.values()), EnsembleSurvey.LIMIT).ask();
    }

    /** Members that stand in the block {@code doctor} are reached as those among the sources are. */
    private static Optional<TlsConfig> tls(DoctorConfig config) {
        return config.sources().stream()
                .filter(Contacts::isEnsemble)
                .flatMap(source -> source.tls().stream())
                .findFirst();
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
                // a list whose password is hidden cannot be backed up, and can be judged
                return Optional.of(walk(new ClientSession(client).settings(), step));
            }
        }
        for (SourceConfig source : config.sources()) {
            if (source instanceof ZooKeeperSource server && server.tls().isEmpty()) {
                return Optional.of(walk(LiveSettings.of(Contacts.own(server).address()), step));
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
