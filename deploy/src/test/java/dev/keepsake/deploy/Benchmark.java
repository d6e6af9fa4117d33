package dev.keepsake.deploy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * What a backup of a large tree costs, beside other ways to bring the same snapshot into the same S3 server: whole
 * processes, measured by {@code time}, in turns, so that a noisy machine is noisy for all of them.
 */
final class Benchmark {
    private static final int ROUNDS = 5;
    private static final String HEAP = "-Xmx64m";

    private final PrintStream out;
    private final Path work;
    private final int nodes;
    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();

    private Benchmark(PrintStream out, Path work, int nodes) {
        this.out = out;
        this.work = work;
        this.nodes = nodes;
    }

    /** What one run of a command took: seconds on the clock, seconds of processors, and MiB of memory at most. */
    private record Cost(double wall, double cpu, double memory) {}

    /** Takes a folder to work in and the number of znodes. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        new Benchmark(out, Path.of(arguments[0]).toAbsolutePath(), Integer.parseInt(arguments[1])).run();
        System.exit(0);
    }

    private void run() throws Exception {
        ServerSettings settings =
                ServerSettings.standard().withSnapshotEvery(1_000_000_000).withHeap(3_000);
        try (S3Server s3 = S3Server.start(work.resolve("s3"), 3_000);
                Ensemble source = Ensemble.start(work.resolve("source"), 1, settings)) {
            new ManyNodes(source.addresses(), nodes, new Random(1)).fill();
            source.stop();
            source.start();
            Path snapshot = newestSnapshot(source.member(1));
            out.printf("%d znodes, a snapshot of %.1f MB%n", nodes, Files.size(snapshot) / 1e6);
            for (int round = 1; round <= ROUNDS; round++) {
                keepsake(s3, source.member(1), round);
                pipe(s3, snapshot, round);
                restic(snapshot, round);
                copy(snapshot);
            }
        }
        report();
    }

    private void keepsake(S3Server s3, Member server, int round) throws IOException {
        StoreAddress archive = s3.archive("round-" + round);
        Keepsake keepsake = new Keepsake(archive, work.resolve("agent-" + round));
        Path agent = keepsake.configure(server);
        Map<String, String> environment = new LinkedHashMap<>(archive.environment());
        environment.put("KEEPSAKE_JAVA_OPTS", HEAP);
        measure("keepsake-agent once, " + HEAP + ", to S3", keepsake.agent(agent), environment);
    }

    /** What an administrator writes into cron. */
    private void pipe(S3Server s3, Path snapshot, int round) throws IOException {
        if (!exists("aws") || !exists("zstd")) {
            return;
        }
        String line = "tar -C '%s' -c '%s' | zstd -q -3 -T2 | aws s3 --endpoint-url %s cp - s3://keepsake/pipe-%d"
                .formatted(snapshot.getParent(), snapshot.getFileName(), s3.endpoint(), round);
        measure(
                "tar | zstd -3 -T2 | aws s3 cp",
                List.of("sh", "-c", line),
                s3.archive("pipe").environment());
    }

    private void restic(Path snapshot, int round) throws IOException {
        if (!exists("restic")) {
            return;
        }
        Map<String, String> environment = Map.of(
                "RESTIC_REPOSITORY", work.resolve("restic-" + round).toString(),
                "RESTIC_PASSWORD", "any",
                "RESTIC_CACHE_DIR", work.resolve("restic-cache").toString());
        run(List.of("restic", "-q", "init"), environment);
        measure("restic backup, to a folder", List.of("restic", "-q", "backup", snapshot.toString()), environment);
    }

    private void copy(Path snapshot) throws IOException {
        String line = "cp '%s' '%s' && sync '%s'".formatted(snapshot, work.resolve("copy"), work.resolve("copy"));
        measure("cp and sync", List.of("sh", "-c", line), Map.of());
    }

    private void measure(String name, List<String> command, Map<String, String> environment) throws IOException {
        Path figures = work.resolve("figures");
        List<String> timed = new ArrayList<>(List.of("time", "-f", "%e %U %S %M", "-o", figures.toString()));
        timed.addAll(command);
        run(timed, environment);
        String[] words = Files.readString(figures).strip().split(" ", -1);
        costs.computeIfAbsent(name, first -> new ArrayList<>())
                .add(new Cost(
                        Double.parseDouble(words[0]),
                        Double.parseDouble(words[1]) + Double.parseDouble(words[2]),
                        Double.parseDouble(words[3]) / 1024));
    }

    private void run(List<String> command, Map<String, String> environment) throws IOException {
        Path output = work.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        if (Children.join(Children.start(builder)) != 0) {
            throw new IOException(command + " failed: " + Files.readString(output));
        }
    }

    private static boolean exists(String program) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static Path newestSnapshot(Member server) {
        return Folders.files(server.dataDir().resolve("version-2")).stream()
                .filter(file -> file.getFileName().toString().startsWith("snapshot."))
                .max(Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
    }

    private void report() {
        out.printf("medians of %d rounds%n%-40s %8s %8s %8s%n", ROUNDS, "", "wall s", "CPU s", "MiB");
        costs.forEach((name, runs) -> out.printf(
                "%-40s %8.2f %8.2f %8.0f%n",
                name, median(runs, Cost::wall), median(runs, Cost::cpu), median(runs, Cost::memory)));
    }

    private static double median(List<Cost> runs, ToDoubleFunction<Cost> of) {
        return runs.stream()
                .mapToDouble(of)
                .sorted()
                .skip(runs.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
