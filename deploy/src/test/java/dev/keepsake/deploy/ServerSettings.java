package dev.keepsake.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the servers of an ensemble are set up.
 *
 * @param version the server's version
 * @param splitLogs whether transaction logs lie in a folder of their own
 * @param heap the most memory of the server's heap, in MiB
 * @param properties system properties of the server's JVM
 * @param configuration lines of zoo.cfg beside those that every server gets
 */
record ServerSettings(
        ServerVersion version,
        boolean splitLogs,
        int heap,
        Map<String, String> properties,
        Map<String, String> configuration) {
    private static final int SMALL_HEAP = 256;
    private static final String CONTAINER_CHECK = "znode.container.checkIntervalMs";

    ServerSettings {
        properties = Map.copyOf(properties);
        configuration = Map.copyOf(configuration);
    }

    /** A server of the newest version with TTL nodes allowed, which looks for expired and empty nodes once in a minute. */
    static ServerSettings standard() {
        return of(ServerVersion.V3_9_5);
    }

    /** The same of any version; what it does not know it ignores. */
    static ServerSettings of(ServerVersion version) {
        return new ServerSettings(
                version, false, SMALL_HEAP, Map.of("zookeeper.extendedTypesEnabled", "true"), Map.of());
    }

    /** The same on a server of another version. */
    ServerSettings on(ServerVersion other) {
        return new ServerSettings(other, splitLogs, heap, properties, configuration);
    }

    /** The same with transaction logs in a folder of their own. */
    ServerSettings withSplitLogs() {
        return new ServerSettings(version, true, heap, properties, configuration);
    }

    /** The same with room for a large tree. */
    ServerSettings withHeap(int megabytes) {
        return new ServerSettings(version, splitLogs, megabytes, properties, configuration);
    }

    /** The same with a snapshot, and a new log file, after about this many transactions. */
    ServerSettings withSnapshotEvery(int transactions) {
        return with("zookeeper.snapCount", Integer.toString(transactions));
    }

    /** The same, deleting expired TTL nodes and empty containers this often. */
    ServerSettings withContainerCheck(Duration interval) {
        return with(CONTAINER_CHECK, Long.toString(interval.toMillis()));
    }

    /** The same, but never deleting a node by itself: a tree can be read in peace. */
    ServerSettings still() {
        return withContainerCheck(Duration.ofDays(10));
    }

    /** The same with one more system property. */
    ServerSettings with(String property, String value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(property, value);
        return new ServerSettings(version, splitLogs, heap, more, configuration);
    }

    /** The same with another client port, which speaks TLS with whoever shows a certificate that is trusted. */
    ServerSettings withTls(Path shown, Path trusted, int port) {
        return withConfiguration(Map.of(
                "secureClientPort",
                Integer.toString(port),
                "secureClientPortAddress",
                "127.0.0.1",
                "serverCnxnFactory",
                "org.apache.zookeeper.server.NettyServerCnxnFactory",
                "ssl.keyStore.location",
                shown.toString(),
                "ssl.keyStore.password",
                Keytool.PASSWORD,
                "ssl.trustStore.location",
                trusted.toString(),
                "ssl.trustStore.password",
                trusted.toString().endsWith(".pem") ? "" : Keytool.PASSWORD,
                "ssl.clientAuth",
                "need"));
    }

    /** The same with more lines of zoo.cfg. */
    ServerSettings withConfiguration(Map<String, String> lines) {
        Map<String, String> more = new LinkedHashMap<>(configuration);
        more.putAll(lines);
        return new ServerSettings(version, splitLogs, heap, properties, more);
    }

    /** The command that starts a server with this zoo.cfg, logging as the files beside that say. */
    List<String> command(String zooCfg, String folder) {
        List<String> options = new ArrayList<>(List.of("-Dzookeeper.admin.enableServer=false"));
        // or 3.4 and 3.5 look for classes that no maintained log4j has
        options.add("-Dzookeeper.jmx.log4j.disable=true");
        options.add("-Dzookeeper.DigestAuthenticationProvider.superDigest=" + Connection.SUPER_DIGEST);
        return program(options, List.of(folder), List.of("org.apache.zookeeper.server.quorum.QuorumPeerMain", zooCfg));
    }

    /** The command that runs another program of the server's jars, with the same system properties. */
    List<String> program(String... arguments) {
        return program(List.of(), List.of(), List.of(arguments));
    }

    private List<String> program(List<String> options, List<String> folders, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + heap + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        Path classes = Folders.server(version).resolveSibling("server.jsa");
        if (Files.exists(classes)) {
            // starting servers is what most of the end-to-end tests' time goes to
            command.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-XX:SharedArchiveFile=" + classes));
        }
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(folders)));
        command.addAll(arguments);
        return command;
    }

    /** Jars in order and before all else: as it was when the classes were kept that are shared. */
    private String classPath(List<String> folders) {
        Stream<String> jars = Folders.files(Folders.server(version)).stream()
                .map(Path::toString)
                .filter(file -> file.endsWith(".jar"))
                .sorted();
        return Stream.concat(jars, folders.stream()).collect(Collectors.joining(":"));
    }
}
