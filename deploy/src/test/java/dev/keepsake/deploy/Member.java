package dev.keepsake.deploy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One server of an ensemble: its folders, and its process while it runs. */
final class Member implements AutoCloseable {
    private final int id;
    private final Path folder;
    private final int clientPort;
    private ServerSettings settings;
    private @Nullable Process process;

    Member(int id, Path folder, int clientPort, ServerSettings settings) {
        this.id = id;
        this.folder = folder;
        this.clientPort = clientPort;
        this.settings = settings;
    }

    /** The number by which the ensemble knows this server. */
    int id() {
        return id;
    }

    /** Where all its files lie. */
    Path folder() {
        return folder;
    }

    /** How it is set up. */
    ServerSettings settings() {
        return settings;
    }

    /** The configured dataDir. */
    Path dataDir() {
        return folder.resolve("data");
    }

    /** The configured dataLogDir; the dataDir itself unless the settings split them. */
    Path logDir() {
        return settings.splitLogs() ? folder.resolve("log") : dataDir();
    }

    /** Where a client connects. */
    String address() {
        return "127.0.0.1:" + clientPort;
    }

    /** What the server's process printed, over all its starts. */
    Path output() {
        return folder.resolve("server.log");
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Writes zoo.cfg and the empty folders; what is in them stays. */
    void prepare(String servers) throws IOException {
        Files.createDirectories(dataDir());
        Files.createDirectories(logDir());
        StringBuilder lines = new StringBuilder("tickTime=1000\ninitLimit=30\nsyncLimit=15\nmaxClientCnxns=0\n");
        lines.append("maxSessionTimeout=").append(Connection.SESSION.toMillis()).append('\n');
        lines.append("clientPortAddress=127.0.0.1\nclientPort=")
                .append(clientPort)
                .append('\n');
        lines.append("dataDir=").append(dataDir()).append('\n');
        lines.append("dataLogDir=").append(logDir()).append('\n');
        settings.configuration()
                .forEach((key, value) ->
                        lines.append(key).append('=').append(value).append('\n'));
        Files.writeString(folder.resolve("zoo.cfg"), lines + servers);
        logging();
        if (!servers.isEmpty()) {
            Files.writeString(dataDir().resolve("myid"), Integer.toString(id));
        }
    }

    /** For the logging of either generation. */
    private void logging() throws IOException {
        Files.writeString(folder.resolve("log4j.properties"), """
                log4j.rootLogger=INFO, out
                log4j.appender.out=org.apache.log4j.ConsoleAppender
                log4j.appender.out.layout=org.apache.log4j.PatternLayout
                log4j.appender.out.layout.ConversionPattern=%d{HH:mm:ss,SSS} %-5p %C{1}: %m%n
                """);
        Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="out"/></root>
                </configuration>
                """);
    }

    /** Makes the next start one of another version; its files stay as they are. */
    void become(ServerVersion version) {
        if (isRunning()) {
            throw new IllegalStateException("server " + id + " runs");
        }
        settings = settings.on(version);
    }

    /** Makes the next start one with other settings; its folders stay where they are. */
    void become(ServerSettings other) {
        become(other.version());
        settings = other;
    }

    /** Stops the process in its tracks, as a machine that stalls; what is sent to it waits. */
    void freeze() throws IOException {
        signal("STOP");
    }

    /** Lets a frozen process go on. */
    void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException {
        if (process == null) {
            throw new IllegalStateException("server " + id + " does not run");
        }
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        if (Children.join(kill) != 0) {
            throw new IOException("no " + signal + " to process " + process.pid());
        }
    }

    /** A stand-in that has the same settings, and whose folders hold what is copied to it. */
    Member keptIn(Path elsewhere) {
        return new Member(id, elsewhere.toAbsolutePath(), clientPort, settings);
    }

    /** Gives the same files to the stand-in: they may grow, and when they are purged here, they stay there. */
    void shareWith(Member kept) throws IOException {
        Folders.link(dataDir().resolve("version-2"), kept.dataDir().resolve("version-2"));
        Folders.link(logDir().resolve("version-2"), kept.logDir().resolve("version-2"));
    }

    /** Copies snapshots and logs as they are now, over older copies of them; what was purged since stays. */
    void copyTo(Member kept) throws IOException {
        Folders.copy(dataDir().resolve("version-2"), kept.dataDir().resolve("version-2"), name -> true);
        Folders.copy(logDir().resolve("version-2"), kept.logDir().resolve("version-2"), name -> true);
    }

    /** Has the server's own program delete all but the newest snapshots, and the logs before them. */
    void purge(int keep) throws IOException {
        Process purge = Children.start(new ProcessBuilder(settings.program(
                        "org.apache.zookeeper.server.PurgeTxnLog",
                        logDir().toString(),
                        dataDir().toString(),
                        "-n",
                        Integer.toString(keep)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("purge.log").toFile())));
        if (Children.join(purge) != 0) {
            throw new IOException("the purge failed, see " + folder.resolve("purge.log"));
        }
    }

    /** Starts the process; returns before it serves. */
    void start() throws IOException {
        if (isRunning()) {
            throw new IllegalStateException("server " + id + " runs already");
        }
        File output = output().toFile();
        process = Children.start(
                new ProcessBuilder(settings.command(folder.resolve("zoo.cfg").toString(), folder.toString()))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output)));
    }

    /** The server's own answer; fails while it does not serve. */
    Srvr srvr() throws IOException {
        return Srvr.ask(clientPort);
    }

    /** Asks the process to end and waits for that. */
    void stop() {
        if (process != null) {
            process.destroy();
            Children.join(process);
            process = null;
        }
    }

    /** Ends the process as a power cut would: kill -9. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
            Children.join(process);
            process = null;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
