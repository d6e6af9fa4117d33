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
    private final ServerSettings settings;
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
        Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="out"/></root>
                </configuration>
                """);
        if (!servers.isEmpty()) {
            Files.writeString(dataDir().resolve("myid"), Integer.toString(id));
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

    /** Lets the process stand still, as one does that waits for its disk, until it is killed. */
    void freeze() throws IOException {
        if (process == null) {
            throw new IllegalStateException("server " + id + " does not run");
        }
        Process signal = Children.start(new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())));
        if (Children.join(signal) != 0) {
            throw new IOException("process " + process.pid() + " cannot be stopped");
        }
    }

    @Override
    public void close() {
        kill();
    }
}
