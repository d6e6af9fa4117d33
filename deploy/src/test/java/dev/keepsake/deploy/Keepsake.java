package dev.keepsake.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The two programs of the distribution, run as a user runs them, against one archive. */
final class Keepsake {
    private static final String CLUSTER = "lost-and-found";

    private final StoreAddress store;
    private final Path work;

    /** Uses an archive in one folder, and keeps configuration, state and what is printed in another. */
    Keepsake(Path archive, Path work) throws IOException {
        this(StoreAddress.folder(archive), work);
    }

    /** Uses an archive wherever it is, and keeps configuration, state and what is printed in a folder. */
    Keepsake(StoreAddress store, Path work) throws IOException {
        this.store = store;
        this.work = Files.createDirectories(work.toAbsolutePath());
    }

    /** Writes the configuration of an agent beside this server. */
    Path configure(Member server) throws IOException {
        return configure(server, server.address());
    }

    /** The same, but the agent asks whoever answers at another address. */
    Path configure(Member server, String client) throws IOException {
        return Files.writeString(work.resolve("agent-" + server.id() + ".yaml"), """
            cluster: %s
            node: master-%d
            store:
              url: "%s"
            state-dir: "%s"
            sources:
              - {name: zk, type: zookeeper, data-dir: "%s", data-log-dir: "%s", client: "%s"}
            """.formatted(
                        CLUSTER,
                        server.id(),
                        store.url(),
                        work.resolve("state-" + server.id()),
                        server.dataDir(),
                        server.logDir(),
                        client));
    }

    /** Takes a backup and returns its id. */
    String once(Path configuration, String... more) throws IOException {
        return run(agent(configuration, more)).orThrow().output().strip();
    }

    /** The command line that takes a backup. */
    List<String> agent(Path configuration, String... more) {
        List<String> command =
                new ArrayList<>(List.of(program("keepsake-agent"), "once", "-c", configuration.toString()));
        command.addAll(Arrays.asList(more));
        return command;
    }

    /** The command line that looks whether these servers may be upgraded; drills are made where commands run. */
    List<String> preflight(Path configuration, Ensemble ensemble, String... more) {
        List<String> command = new ArrayList<>(List.of(
                program("keepsake-agent"), "preflight", "-c", configuration.toString(), "--work-dir", work.toString()));
        command.addAll(List.of("--members", ensemble.addresses()));
        command.addAll(Arrays.asList(more));
        return command;
    }

    /** The command line of a verb of keepsake. */
    List<String> cli(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(program("keepsake"), "--store", store.url(), "--cluster", CLUSTER));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** All backups, newest first. */
    List<Backup> list() throws IOException {
        return listWith();
    }

    /** The same with more options, such as whom to trust. */
    List<Backup> listWith(String... options) throws IOException {
        List<String> command = cli("list", "-o", "json");
        command.addAll(List.of(options));
        JsonNode json = new ObjectMapper().readTree(run(command).orThrow().output());
        List<Backup> backups = new ArrayList<>();
        json.forEach(entry -> backups.add(Backup.of(entry)));
        return backups;
    }

    /** One backup by its id. */
    Backup list(String id) throws IOException {
        return list().stream()
                .filter(backup -> backup.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The command line that prepares a blank server. */
    List<String> restore(Backup backup, Member target) {
        return restore(List.of("--backup", backup.id()), target);
    }

    /** The command line that prepares a blank server with the moment that these words mean. */
    List<String> restore(List<String> moment, Member target) {
        List<String> command = cli(
                "restore",
                "zookeeper",
                "--data-dir",
                target.dataDir().toString(),
                "--target-version",
                target.settings().version().number(),
                "--yes");
        command.addAll(moment);
        if (target.settings().version().knows(ServerVersion.Feature.TIME_TO_LIVE)) {
            command.add("--extended-types");
        }
        if (!target.logDir().equals(target.dataDir())) {
            command.addAll(List.of("--log-dir", target.logDir().toString()));
        }
        return command;
    }

    /** The command line that restores into a running ensemble, as the user whom no ACL can stop. */
    List<String> replay(List<String> moment, String connect, String... more) throws IOException {
        List<String> command = replayAsAnybody(moment, connect, more);
        command.addAll(List.of("--auth", "digest:" + password()));
        return command;
    }

    private Path password() throws IOException {
        Path password = work.resolve("super");
        if (!Files.exists(password)) {
            Files.writeString(password, "super:keepsake\n");
        }
        return password;
    }

    /** The same as anybody. */
    List<String> replayAsAnybody(List<String> moment, String connect, String... more) {
        List<String> command = cli("restore", "zookeeper", "--connect", connect, "--yes");
        command.addAll(moment);
        command.addAll(List.of(more));
        return command;
    }

    /** The command line that restores {@code /app} into an ensemble that is in use. */
    List<String> subtree(String backup, String connect, String... more) throws IOException {
        List<String> command = cli("restore", "zookeeper", "--connect", connect, "--backup", backup, "--path", "/app");
        command.addAll(List.of("--auth", "digest:" + password()));
        command.addAll(List.of(more));
        return command;
    }

    /** The command line that takes back what that did. */
    List<String> undo(String file, String connect, String... more) throws IOException {
        List<String> command = cli("undo", file, "--connect", connect, "--yes", "--auth", "digest:" + password());
        command.addAll(List.of(more));
        return command;
    }

    /** Where commands run. */
    Path work() {
        return work;
    }

    /** The command line that compares prepared servers. */
    List<String> check(Ensemble targets) {
        List<String> command = cli("restore", "check");
        targets.members().forEach(member -> command.add(member.dataDir().toString()));
        if (targets.members().stream().anyMatch(member -> member.settings().splitLogs())) {
            targets.members()
                    .forEach(member ->
                            command.addAll(List.of("--log-dir", member.logDir().toString())));
        }
        return command;
    }

    /** Runs a command to its end. */
    Outcome run(List<String> command) throws IOException {
        Path output = Files.createTempFile(work, "stdout", null);
        Path messages = Files.createTempFile(work, "stderr", null);
        try {
            int exitCode = Children.join(start(command, output, messages));
            return new Outcome(command, exitCode, Files.readString(output), Files.readString(messages));
        } finally {
            Files.delete(output);
            Files.delete(messages);
        }
    }

    /** Starts a command that the caller waits for, or kills. */
    Process start(List<String> command, Path output, Path messages) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(output.toFile())
                .redirectError(messages.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KEEPSAKE_"));
        builder.environment().putAll(store.environment());
        return Children.start(builder);
    }

    private static String program(String name) {
        return Folders.distribution().resolve("bin").resolve(name).toString();
    }
}
