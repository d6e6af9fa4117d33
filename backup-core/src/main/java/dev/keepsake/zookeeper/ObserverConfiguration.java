package dev.keepsake.zookeeper;

import dev.keepsake.zookeeper.peer.PeerMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How an observer's process is set up: its {@code zoo.cfg}, its log, its command line. */
final class ObserverConfiguration {

    /** With longer numbers, servers refuse to start when times to live are switched on; then no server knows them. */
    private static final long LAST_FOR_TIMES_TO_LIVE = 254;

    private final ObserverSettings settings;
    private final ObserverFolder folder;

    ObserverConfiguration(ObserverSettings settings, ObserverFolder folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** Writes the files that the process reads. */
    void write() throws IOException {
        Files.writeString(folder.root().resolve(PeerMain.CONFIGURATION), zooCfg(freePort()));
        Files.writeString(folder.root().resolve("logback.xml"), """
                <configuration>
                  <appender name="file" class="ch.qos.logback.core.rolling.RollingFileAppender">
                    <file>%1$s</file>
                    <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
                      <fileNamePattern>%1$s.%%i</fileNamePattern>
                      <minIndex>1</minIndex>
                      <maxIndex>2</maxIndex>
                    </rollingPolicy>
                    <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
                      <maxFileSize>4MB</maxFileSize>
                    </triggeringPolicy>
                    <encoder><pattern>%%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %%level %%logger{0}: %%msg%%n%%ex{short}</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="file"/></root>
                </configuration>
                """.formatted(
                        folder.log().toString().replace("&", "&amp;").replace("<", "&lt;")));
    }

    /**
     * Nobody connects to an observer: servers answer on the connections that it makes, and no client is let in. Its
     * election port is needed to start, and is open on loopback alone.
     */
    private String zooCfg(int port) {
        List<String> lines = new ArrayList<>(List.of(
                "tickTime=2000",
                "initLimit=60",
                "syncLimit=15",
                "dataDir=" + escaped(folder.data().toString()),
                "peerType=observer",
                // the ensemble's own list of servers must never make it one that votes
                "reconfigEnabled=false",
                "standaloneEnabled=false",
                "syncEnabled=true",
                "quorumListenOnAllIPs=false",
                // for the time that nobody captures; after each capture more goes
                "autopurge.snapRetainCount=20",
                "autopurge.purgeInterval=1"));
        settings.quorum().forEach((name, value) -> lines.add(name + "=" + escaped(value)));
        settings.servers().forEach(server -> lines.add("server." + server.id() + "=" + server.address()));
        lines.add("server." + settings.serverId() + "=127.0.0.1:1:" + port + ":observer");
        return String.join("\n", lines) + "\n";
    }

    /** As a file of properties wants it. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return free.getLocalPort();
        }
    }

    List<String> command(ServerJars jars) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + settings.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dzookeeper.digest.enabled=true",
                "-Dzookeeper.serializeLastProcessedZxid.enabled=true",
                "-Dzookeeper.observer.syncEnabled=true",
                "-Djute.maxbuffer=" + SnapshotReader.MAX_DATA,
                // a snapshot is a whole state, and none but the newest is needed
                "-Dzookeeper.snapCount=500000",
                "-Dzookeeper.admin.enableServer=false",
                "-Dzookeeper.jmx.log4j.disable=true",
                "-Dzookeeper.fastleader.maxNotificationInterval=5000",
                "-Dzookeeper.observer.reconnectDelayMs=500",
                "-Dlogback.configurationFile=" + folder.root().resolve("logback.xml")));
        if (settings.serverId() <= LAST_FOR_TIMES_TO_LIVE) {
            words.add("-Dzookeeper.extendedTypesEnabled=true");
        }
        settings.jaasFile().ifPresent(file -> words.add("-Djava.security.auth.login.config=" + file));
        words.addAll(List.of(
                "-cp",
                jars.classPath(ownJar()),
                PeerMain.class.getName(),
                folder.root().toString()));
        return words;
    }

    /** What this program was loaded from, in which the process finds its own beginning. */
    static Path ownJar() throws IOException {
        try {
            return Path.of(PeerMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("this program does not know where it is installed", e);
        }
    }

    /** The folder of the distribution's jars. */
    static Path lib() throws IOException {
        Path folder = ownJar().getParent();
        return folder == null ? Path.of("") : folder;
    }
}
