package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how an ensemble is captured by an observer. */
final class ObserverReading {

    /** An address of a local socket, the path of a file in that directory, has room for 107 bytes. */
    private static final int LONGEST_WORK_DIR = 90;

    private ObserverReading() {}

    static Optional<SourceConfig> read(Section entry, Optional<String> name) {
        List<ObserverConfig.Server> servers = servers(entry);
        Optional<Path> workDir = entry.required("work-dir", Formats::absolutePath);
        workDir.ifPresent(path -> requireShort(entry, path));
        Optional<Long> serverId = entry.required("server-id", ObserverFormats::number);
        serverId.ifPresent(id -> requireAbove(entry, id, servers));
        Optional<Integer> heap = entry.optional("heap", ObserverFormats::heap, new Found("1g", Origin.DEFAULT));
        Optional<Duration> timeout =
                entry.optional("sync-timeout", Formats::duration, new Found("10m", Origin.DEFAULT));
        Map<String, String> quorum = entry.texts("quorum", ObserverFormats::line);
        quorum.keySet()
                .forEach(key -> ObserverFormats.objection(key)
                        .ifPresent(why -> entry.report("quorum", entry.label("quorum") + "." + key + ": " + why)));
        Optional<Path> jaas = entry.optional("jaas-file", Formats::absolutePath);
        boolean usable = servers.stream().anyMatch(ObserverConfig.Server::votes)
                && serverId.filter(id -> servers.stream().allMatch(server -> server.id() < id))
                        .isPresent();
        return !usable
                ? Optional.empty()
                : name.flatMap(called ->
                        workDir.flatMap(work -> heap.flatMap(megabytes -> timeout.map(limit -> new ObserverConfig(
                                called, servers, work, serverId.orElseThrow(), megabytes, limit, quorum, jaas)))));
    }

    /** Elections go by the servers' numbers, so each has to be the one that the ensemble knows it by. */
    private static List<ObserverConfig.Server> servers(Section entry) {
        List<ObserverFormats.Written> written = entry.list("servers", ObserverFormats::server);
        if (!entry.says("servers")) {
            entry.report(
                    "servers",
                    entry.label("servers") + ": missing; name the ensemble's servers, such as"
                            + " [\"zk1:2888:3888\", \"zk2:2888:3888\", \"zk3:2888:3888\"] in the order of their numbers");
        } else if (entry.isEmptyList("servers")) {
            entry.report("servers", entry.label("servers") + ": expected at least one, found none");
        }
        boolean numbered = written.stream().allMatch(server -> server.id().isPresent());
        if (!numbered && written.stream().anyMatch(server -> server.id().isPresent())) {
            entry.report(
                    "servers",
                    entry.label("servers") + ": some have a number (N=host:port:port) and some have none; give each its"
                            + " own, or none where they are 1, 2, 3 in this order");
        }
        List<ObserverConfig.Server> servers = new ArrayList<>();
        for (ObserverFormats.Written server : written) {
            servers.add(new ObserverConfig.Server(
                    server.id().orElse(servers.size() + 1L),
                    server.quorum().host(),
                    server.quorum().port(),
                    server.electionPort(),
                    server.votes()));
        }
        reportTwins(entry, servers);
        return servers;
    }

    private static void reportTwins(Section entry, List<ObserverConfig.Server> servers) {
        if (servers.stream().map(ObserverConfig.Server::id).distinct().count() < servers.size()) {
            entry.report("servers", entry.label("servers") + ": two servers have the same number");
        }
        if (!servers.isEmpty() && servers.stream().noneMatch(ObserverConfig.Server::votes)) {
            entry.report("servers", entry.label("servers") + ": all of these are observers; name those that vote");
        }
    }

    private static void requireAbove(Section entry, long id, List<ObserverConfig.Server> servers) {
        long highest =
                servers.stream().mapToLong(ObserverConfig.Server::id).max().orElse(0);
        if (id <= highest) {
            entry.report(
                    "server-id",
                    entry.label("server-id") + ": " + id + " is not above " + highest
                            + ", the highest number in 'servers': a server drops connections from lower numbers, and the"
                            + " same number twice takes the connections of whose it is; use one that no other server or"
                            + " observer of this ensemble has, such as " + (highest + 100));
        }
    }

    private static void requireShort(Section entry, Path workDir) {
        int length = workDir.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_WORK_DIR) {
            entry.report(
                    "work-dir",
                    entry.label("work-dir") + ": the path has " + length + " bytes, more than the " + LONGEST_WORK_DIR
                            + " that leave room for the address of a local socket in it");
        }
    }
}
