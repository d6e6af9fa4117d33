package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what an agent captures. */
final class SourceReading {

    static final String MEMBER = "zookeeper";
    static final String OBSERVER = "zookeeper-observer";
    static final String CLIENT = "zookeeper-client";
    static final String MESOS_LOG = "mesos-log";

    private SourceReading() {}

    /** Every type, in the order in which they are offered. */
    static List<String> types() {
        List<String> types = new ArrayList<>(List.of(MEMBER, OBSERVER, CLIENT, MESOS_LOG));
        types.addAll(WebReading.TYPES);
        return types;
    }

    static List<SourceConfig> read(Section top) {
        List<SourceConfig> sources = new ArrayList<>();
        Map<String, String> taken = new HashMap<>();
        List<Section> entries = top.sections("sources", Block.SOURCE);
        for (Section entry : entries) {
            Optional<String> name = entry.required("name", Formats::name);
            name.map(good -> taken.putIfAbsent(good, entry.label("name")))
                    .ifPresent(first -> entry.report(
                            "name", entry.label("name") + ": '" + name.orElse("") + "' is taken by " + first));
            // without a good type it is taken for the usual one, so that its keys are looked at all the same
            String type = entry.required("type", Formats::sourceType).orElse(MEMBER);
            read(entry, name, type).ifPresent(sources::add);
        }
        boolean hasOtherWork = top.says(VerifyReading.KEY) || top.says(PruneReading.KEY);
        if (entries.isEmpty() && !top.says("sources") && !hasOtherWork) {
            top.report(
                    "sources",
                    "missing required key 'sources': without one there is nothing to capture; an agent that only proves"
                            + " has 'verify' instead");
        } else if (entries.isEmpty() && top.isEmptyList("sources")) {
            top.report("sources", "sources: expected at least one, found none");
        }
        return sources;
    }

    private static Optional<SourceConfig> read(Section entry, Optional<String> name, String type) {
        if (type.equals(OBSERVER)) {
            reportForeign(entry, Block.OBSERVER, type);
            return ObserverReading.read(entry, name);
        }
        if (type.equals(CLIENT)) {
            reportForeign(entry, Block.CLIENT, type);
            return ClientReading.read(entry, name);
        }
        if (type.equals(MESOS_LOG)) {
            reportForeign(entry, Block.MESOS_LOG, type);
            return mesosLog(entry, name);
        }
        if (WebReading.TYPES.contains(type)) {
            reportForeign(entry, WebReading.keys(type), type);
            return WebReading.read(entry, name, type);
        }
        reportForeign(entry, Block.MEMBER, type);
        return zooKeeper(entry, name);
    }

    /** A key of another type would be passed over in silence. */
    private static void reportForeign(Section entry, List<String> own, String type) {
        for (String key : Block.foreignTo(own)) {
            if (entry.says(key)) {
                entry.report(key, entry.label(key) + ": a source of type " + type + " has no such key");
            }
        }
    }

    private static Optional<SourceConfig> mesosLog(Section entry, Optional<String> name) {
        Optional<Path> path = entry.required("path", Formats::absolutePath);
        Optional<Path> workDir = entry.optional(
                "work-dir", Formats::absolutePath, new Found(System.getProperty("java.io.tmpdir"), Origin.DEFAULT));
        return name.flatMap(
                called -> path.flatMap(directory -> workDir.map(work -> new MesosLogConfig(called, directory, work))));
    }

    private static Optional<SourceConfig> zooKeeper(Section entry, Optional<String> name) {
        Optional<Path> dataDir = entry.required("data-dir", Formats::absolutePath);
        Optional<Path> dataLogDir = dataDir.isPresent()
                ? entry.optional(
                        "data-log-dir",
                        Formats::absolutePath,
                        new Found(dataDir.orElseThrow().toString(), Origin.DEFAULT))
                : entry.optional("data-log-dir", Formats::absolutePath);
        Optional<HostAndPort> client =
                entry.optional("client", HostAndPort::parse, new Found("127.0.0.1:2181", Origin.DEFAULT));
        Optional<TlsConfig> tls = TlsReading.read(entry);
        Optional<URI> admin = entry.optional("admin", Urls::admin);
        if (tls.isEmpty()
                && admin.filter(url -> "https".equals(url.getScheme())).isPresent()) {
            entry.report("admin", entry.label("admin") + ": https needs 'tls:' beside it, to say what is trusted");
            return Optional.empty();
        }
        return name.flatMap(called -> dataDir.flatMap(data -> dataLogDir.flatMap(log -> client.map(
                server -> new ZooKeeperSource(called, data, log, server.host(), server.port(), tls, admin)))));
    }
}
