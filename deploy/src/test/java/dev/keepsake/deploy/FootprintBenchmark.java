package dev.keepsake.deploy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;

/**
 * What an agent takes of the machine beside the server that it captures, both as they are shipped: following a server that nobody
 * writes to, and following one under writes with a backup each minute.
 */
final class FootprintBenchmark {
    private static final int NODES = 100_000;
    private static final int RATE = 100;

    /** What ZooKeeper's own script gives a server. */
    private static final int SERVER_HEAP = 1_000;

    private static final Duration SETTLING = Duration.ofSeconds(30);

    /** What the tests give their servers so that they start quickly, and what nobody's server has. */
    private static final List<String> OF_TESTS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final PrintStream out;
    private final Path work;
    private final int seconds;
    private final Keepsake shell;

    private FootprintBenchmark(PrintStream out, Path work, int seconds) throws IOException {
        this.out = out;
        this.work = work;
        this.seconds = seconds;
        this.shell = new Keepsake(work.resolve("archive"), work.resolve("shell"));
    }

    /** Takes a folder to work in, and for how many seconds it looks at each of the two. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        new FootprintBenchmark(out, Path.of(arguments[0]).toAbsolutePath(), Integer.parseInt(arguments[1])).run();
        System.exit(0);
    }

    private void run() throws Exception {
        ServerSettings settings = ServerSettings.standard().withHeap(SERVER_HEAP);
        Member member =
                Ensemble.prepare(work.resolve("source"), 1, settings).members().get(0);
        Process server = start(member, settings);
        try (S3Server s3 = S3Server.start(work.resolve("s3"), 1_000)) {
            new ManyNodes(member.address(), NODES, new Random(1)).fill();
            out.printf(
                    "%d znodes, %d s each; ratios are the agent's to the server's%n%-30s %22s %22s %22s %22s %26s%n",
                    NODES,
                    seconds,
                    "agent, server, ratio",
                    "resident MiB",
                    "peak MiB",
                    "heap committed MiB",
                    "heap used MiB",
                    "processor s");
            LocalDate soon = LocalDate.now(ZoneOffset.UTC).plusDays(3);
            String never = "0 0 3 %d %d ?".formatted(soon.getDayOfMonth(), soon.getMonthValue());
            watch("nobody writes", never, member, server, s3);
            try (Ledger ledger = Ledger.start(member.address(), RATE)) {
                watch(RATE + " writes a second", "0 * * * * ?", member, server, s3);
                out.printf("%d writes%n", ledger.size());
            }
        } finally {
            server.destroyForcibly();
            Children.join(server);
        }
    }

    private static Process start(Member member, ServerSettings settings) throws IOException {
        List<String> command =
                settings
                        .command(
                                member.folder().resolve("zoo.cfg").toString(),
                                member.folder().toString())
                        .stream()
                        .filter(option -> !OF_TESTS.contains(option))
                        .toList();
        Process server = Children.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(member.output().toFile()));
        Await.until(
                "the server serves",
                Duration.ofMinutes(1),
                () -> !member.srvr().mode().isEmpty());
        return server;
    }

    private void watch(String what, String cron, Member member, Process server, S3Server s3) throws IOException {
        Path log = work.resolve(what.replace(' ', '-') + ".log");
        Path configuration = configure(member, cron, s3);
        try (Daemon agent =
                Daemon.start(configuration, log, s3.archive("footprint").environment())) {
            Path state = work.resolve("state").resolve("busy.node-1.zk.follow");
            Await.until(
                    "the agent follows",
                    Duration.ofMinutes(2),
                    () -> !Files.readString(state).split("\t", -1)[4].equals("-"));
            Await.pause(SETTLING);
            out.printf(
                    "%s: up to now at most %.1f MiB and %.1f processor s of the agent%n",
                    what, Footprint.of(agent.pid(), shell).peak(), Footprint.cpu(agent.pid()));
            double agentBefore = Footprint.cpu(agent.pid());
            double serverBefore = Footprint.cpu(server.pid());
            Footprint.forgetPeak(agent.pid());
            Footprint.forgetPeak(server.pid());
            Await.pause(Duration.ofSeconds(seconds));
            Footprint ours = Footprint.of(agent.pid(), shell);
            Footprint theirs = Footprint.of(server.pid(), shell);
            out.printf(
                    "%-30s %22s %22s %22s %22s %26s%n",
                    what,
                    ratio(ours.resident(), theirs.resident()),
                    ratio(ours.peak(), theirs.peak()),
                    ratio(ours.committed(), theirs.committed()),
                    ratio(ours.used(), theirs.used()),
                    ratio(ours.cpuSince(agentBefore), theirs.cpuSince(serverBefore)));
        }
    }

    private static String ratio(double ours, double theirs) {
        return "%.1f %.1f %.2f".formatted(ours, theirs, ours / theirs);
    }

    private Path configure(Member server, String cron, S3Server s3) throws IOException {
        return Files.writeString(work.resolve("agent.yaml"), """
                cluster: busy
                node: node-1
                store: {url: "s3://keepsake/footprint", s3: {endpoint: "%s"}}
                state-dir: "%s"
                schedule: {cron: "%s"}
                follow: {enabled: true, max-lag: 2s}
                page: {listen: "127.0.0.1:%d"}
                sources:
                  - {name: zk, type: zookeeper, data-dir: "%s", data-log-dir: "%s", client: "%s"}
                """.formatted(
                        s3.endpoint(),
                        work.resolve("state"),
                        cron,
                        Ports.free(1).remove(),
                        server.dataDir(),
                        server.logDir(),
                        server.address()));
    }
}
