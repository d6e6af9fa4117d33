package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Pause;
import dev.keepsake.zookeeper.peer.LeashedServer;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A ZooKeeper server in a process of its own, on a loopback port that nobody else knows. It ends when the pipe to it does,
 * so it never outlives whoever started it.
 */
final class DrillServer implements Closeable {

    private static final Duration STEP = Duration.ofMillis(50);
    private static final int LAST_WORDS = 10;

    private final Process process;
    private final Path output;
    private final InetSocketAddress address;

    private DrillServer(Process process, Path output, InetSocketAddress address) {
        this.process = process;
        this.output = output;
        this.address = address;
    }

    /** Starts a server on a data directory; its configuration and what it prints stand in {@code folder}. */
    static DrillServer start(ServerJars jars, Path folder, Path dataDir) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
            port = free.getLocalPort();
        }
        configure(folder, dataDir, port);
        Path output = folder.resolve("server.log");
        Process process = new ProcessBuilder(command(jars, folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new DrillServer(process, output, new InetSocketAddress(loopback, port));
    }

    private static void configure(Path folder, Path dataDir, int port) throws IOException {
        Files.writeString(folder.resolve("zoo.cfg"), """
                tickTime=2000
                maxClientCnxns=0
                admin.enableServer=false
                clientPortAddress=127.0.0.1
                clientPort=%d
                dataDir=%s
                """.formatted(
                        port, dataDir.toString().replace("\\", "\\\\")));
        Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%level %logger{0}: %msg%n</pattern></encoder>
                  </appender>
                  <root level="WARN"><appender-ref ref="out"/></root>
                </configuration>
                """);
        Files.writeString(folder.resolve("log4j.properties"), """
                log4j.rootLogger=WARN, out
                log4j.appender.out=org.apache.log4j.ConsoleAppender
                log4j.appender.out.layout=org.apache.log4j.PatternLayout
                log4j.appender.out.layout.ConversionPattern=%p %C{1}: %m%n
                """);
    }

    /** Every access list stays as it is and is shown; nothing is deleted by the server itself while it is read. */
    private static List<String> command(ServerJars jars, Path folder) throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:MaxRAMPercentage=40",
                "-XX:TieredStopAtLevel=1",
                "-Dzookeeper.skipACL=yes",
                "-Dzookeeper.extendedTypesEnabled=true",
                "-Dznode.container.checkIntervalMs=" + Duration.ofDays(10).toMillis(),
                "-Djute.maxbuffer=" + SnapshotReader.MAX_DATA,
                "-Dzookeeper.admin.enableServer=false",
                "-Dzookeeper.jmx.log4j.disable=true",
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                "-cp",
                // our own behind all of the server's
                jars.classPath(folder) + File.pathSeparator + ObserverConfiguration.ownJar(),
                LeashedServer.class.getName(),
                folder.resolve("zoo.cfg").toString());
    }

    /** Connects as soon as the server serves; empty when it ends before, or takes longer than it may. */
    Optional<DrillClient> connect(Duration limit, Pause pause) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            Optional<DrillClient> client = DrillClient.connect(address);
            if (client.isPresent()) {
                return client;
            }
            pause.of(STEP);
        }
        return Optional.empty();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** What a server ended with that is not alive any more. */
    int exitValue() {
        return process.exitValue();
    }

    /** What became of a server that does not serve, with the last that it said. */
    String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
        String said = String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
        return (process.isAlive() ? "it does not serve yet" : "it ended with " + process.exitValue())
                + (said.isEmpty() ? " and said nothing" : "; it said: " + said);
    }

    /** Closes the pipe to it, as the system does when this process is gone. */
    void letGo() throws IOException {
        process.getOutputStream().close();
    }

    /** Ends the process, which has nothing worth keeping, and waits until it is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
