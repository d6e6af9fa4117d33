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

    private SourceReading() {}

    static List<SourceConfig> read(Section top) {
        List<SourceConfig> sources = new ArrayList<>();
        Map<String, String> taken = new HashMap<>();
        List<Section> entries = top.sections("sources", Block.SOURCE);
        for (Section entry : entries) {
            Optional<String> name = entry.required("name", Formats::name);
            name.map(good -> taken.putIfAbsent(good, entry.label("name")))
                    .ifPresent(first -> entry.report(
                            "name", entry.label("name") + ": '" + name.orElse("") + "' is taken by " + first));
            // as long as there is one type, its keys are looked at even when the type is missing
            entry.required("type", Formats::sourceType);
            zooKeeper(entry, name).ifPresent(sources::add);
        }
        if (entries.isEmpty() && !top.says("sources")) {
            top.report("sources", "missing required key 'sources': without one there is nothing to capture");
        } else if (entries.isEmpty() && top.isEmptyList("sources")) {
            top.report("sources", "sources: expected at least one, found none");
        }
        return sources;
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
