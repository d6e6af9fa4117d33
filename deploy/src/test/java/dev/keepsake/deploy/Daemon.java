package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An agent that runs all the time, in a process of its own. */
final class Daemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path messages;

    private Daemon(Process process, Path messages) {
        this.process = process;
        this.messages = messages;
    }

    /** Starts the agent with this configuration; what it logs goes into this file. */
    static Daemon start(Path configuration, Path messages) throws IOException {
        return start(configuration, messages, Map.of());
    }

    /** The same with variables that it needs to reach its store. */
    static Daemon start(Path configuration, Path messages, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Folders.distribution()
                                .resolve("bin")
                                .resolve("keepsake-agent")
                                .toString(),
                        "run",
                        "-c",
                        configuration.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(messages.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KEEPSAKE_"));
        environment.forEach((name, value) -> {
            if (!name.startsWith("KEEPSAKE_")) {
                builder.environment().put(name, value);
            }
        });
        return new Daemon(Children.start(builder), messages);
    }

    /** What it has logged so far. */
    String log() throws IOException {
        return new String(Files.readAllBytes(messages), StandardCharsets.UTF_8);
    }

    /** Waits until this stands in its log. */
    void awaitLog(String text) {
        Await.until("'" + text + "' stands in " + messages, PATIENCE, () -> log().contains(text));
    }

    /** How many slots it has done. */
    long done() throws IOException {
        return log().lines().filter(line -> line.contains("kind=BACKED_UP")).count();
    }

    /** Waits until it has done so many more slots. */
    void awaitSlots(int more) throws IOException {
        long before = done();
        Await.until(more + " more slots are done in " + messages, PATIENCE, () -> done() >= before + more);
    }

    /** The number of its process. */
    long pid() {
        return process.pid();
    }

    /** The processor time that it has taken so far. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    /** The memory that it takes now. */
    double residentMiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElse(0)
                / 1024.0;
    }

    /** Sends a signal, such as HUP or TERM. */
    void signal(String name) throws IOException {
        Process kill = Children.start(new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid()))));
        if (Children.join(kill) != 0) {
            throw new IOException("could not send SIG" + name + " to process " + process.pid());
        }
    }

    /** Waits for its end and returns its exit code. */
    int join() {
        return Children.join(process);
    }

    /** Ends it as a power cut would. */
    void kill() {
        process.destroyForcibly();
        Children.join(process);
    }

    @Override
    public void close() {
        kill();
    }
}
