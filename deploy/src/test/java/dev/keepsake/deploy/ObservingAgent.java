package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An agent that observes an ensemble which knows nothing of it.
 *
 * @param configuration its file
 * @param workDir its observer's own directory
 */
record ObservingAgent(Path configuration, Path workDir) {
    private static final int NUMBER = 200;

    /** Configures one; further settings of its source, such as {@code "heap: 512m"}, go before the ones given here. */
    static ObservingAgent of(Ensemble source, Path archive, Path work, String... more) throws IOException {
        return of(source.lines(), NUMBER, archive, work, more);
    }

    /** The same with servers and a number of one's choice. */
    static ObservingAgent of(List<String> servers, int number, Path archive, Path work, String... more)
            throws IOException {
        Files.createDirectories(work);
        Path workDir = work.resolve("observer");
        StringBuilder text = new StringBuilder("""
                cluster: lost-and-found
                node: watcher
                store: {url: "%s"}
                state-dir: "%s"
                schedule: {cron: "0/3 * * * * ?", deadline: 2s}
                stop-grace: 1s
                sources:
                  - name: zk
                    type: zookeeper-observer
                    server-id: %d
                """.formatted(archive.toUri(), work.resolve("state"), number));
        boolean placed = false;
        for (String line : more) {
            text.append("    ").append(line).append('\n');
            placed |= line.startsWith("work-dir:");
        }
        if (!placed) {
            text.append("    work-dir: \"").append(workDir).append("\"\n");
        }
        text.append("    servers:\n");
        servers.forEach(server -> text.append("      - \"").append(server).append("\"\n"));
        return new ObservingAgent(Files.writeString(work.resolve("agent.yaml"), text), workDir);
    }

    /** From its next start on captures once a day alone. */
    void rarely() throws IOException {
        Files.writeString(configuration, Files.readString(configuration).replace("0/3 * * * * ?", "0 59 15 * * ?"));
    }

    /** What its observer says. */
    Path log() {
        return workDir.resolve("observer.log");
    }

    /** Waits until its observer has all that the leader has. */
    void awaitInStep() {
        Await.until(
                "the observer is in step, see " + log(),
                Duration.ofSeconds(60),
                () -> Files.readString(log()).contains("UPTODATE"));
    }

    /** The process that observes now. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.allProcesses().filter(this::observes).findFirst();
    }

    private boolean observes(ProcessHandle process) {
        try {
            String words = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
            return words.contains("PeerMain\0" + workDir);
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
