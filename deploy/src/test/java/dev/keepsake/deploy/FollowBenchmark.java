package dev.keepsake.deploy;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What following costs while nothing goes wrong: objects, bytes and requests in an S3 server, and what a month of them costs;
 * processor time and memory of the agent.
 */
final class FollowBenchmark {
    private static final int RATE = 2_000;
    private static final double SECONDS_A_MONTH = 30.0 * 24 * 3600;

    /** List prices of S3 Standard in us-east-1 in US dollars: a thousand PUT, POST or LIST, a thousand GET or HEAD, a GB for a month. */
    private static final double PUTS = 0.005;

    private static final double GETS = 0.0004;
    private static final double STORAGE = 0.023;

    private final PrintStream out;
    private final Path work;
    private final int seconds;

    private FollowBenchmark(PrintStream out, Path work, int seconds) {
        this.out = out;
        this.work = work;
        this.seconds = seconds;
    }

    /** Takes a folder to work in and for how many seconds. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        new FollowBenchmark(out, Path.of(arguments[0]).toAbsolutePath(), Integer.parseInt(arguments[1])).run();
        System.exit(0);
    }

    private void run() throws Exception {
        ServerSettings settings = ServerSettings.standard().withSnapshotEvery(100_000);
        try (S3Server s3 = S3Server.start(work.resolve("s3"), 2_000);
                RequestCounter counter = RequestCounter.before(s3.endpoint());
                Ensemble source = Ensemble.start(work.resolve("source"), 3, settings);
                Ledger ledger = Ledger.start(source.addresses(), RATE);
                Daemon agent = Daemon.start(
                        configure(source.member(1), counter.endpoint()),
                        work.resolve("agent.log"),
                        s3.archive("follow").environment())) {
            Path state = work.resolve("state").resolve("busy.node-1.zk.follow");
            Await.until(
                    "the agent follows",
                    Duration.ofSeconds(60),
                    () -> !Files.readString(state).split("\t", -1)[4].equals("-"));
            Await.pause(Duration.ofSeconds(5));
            long begun = System.nanoTime();
            long writes = ledger.size();
            Map<String, Long> before = counter.counts();
            double cpu = agent.cpuSeconds();
            Await.pause(Duration.ofSeconds(seconds));
            double took = (System.nanoTime() - begun) / 1e9;
            Map<String, Long> requests = minus(counter.counts(), before);
            report(took, ledger.size() - writes, requests, agent.cpuSeconds() - cpu, agent.residentMiB());
            stored(s3);
            out.println(Files.readString(state).strip());
        }
    }

    private void report(double took, long writes, Map<String, Long> requests, double cpu, double memory) {
        double months = SECONDS_A_MONTH / took;
        long puts = requests.getOrDefault("PUT", 0L)
                + requests.getOrDefault("POST", 0L)
                + requests.getOrDefault("LIST", 0L);
        long gets = requests.getOrDefault("GET", 0L) + requests.getOrDefault("HEAD", 0L);
        out.printf("%.0f s, %d writes (%.0f a second), one node followed within 2 s%n", took, writes, writes / took);
        out.printf("requests %s%n", requests);
        out.printf(
                "a month of them: %.1f million PUT, POST and LIST, %.1f million GET and HEAD: %.2f dollars%n",
                puts * months / 1e6, gets * months / 1e6, (puts * PUTS + gets * GETS) * months / 1e3);
        out.printf("agent: %.1f s of processors (%.1f %% of one), %.0f MiB%n", cpu, 100 * cpu / took, memory);
    }

    private void stored(S3Server s3) throws IOException {
        Map<String, long[]> kinds = new TreeMap<>();
        long all = 0;
        for (Map.Entry<String, Long> object : s3.objects("follow/").entrySet()) {
            String[] parts = object.getKey().split("/", -1);
            String kind = parts.length > 2 ? parts[parts.length - 2] : "other";
            long[] sum = kinds.computeIfAbsent(kind, first -> new long[2]);
            sum[0]++;
            sum[1] += object.getValue();
            all += object.getValue();
        }
        kinds.forEach((kind, sum) -> out.printf("%-30s %8d objects %12d bytes%n", kind, sum[0], sum[1]));
        out.printf(
                "%d bytes in %d s; a month at this pace: %.1f GB, %.2f dollars a month%n",
                all, seconds, all * SECONDS_A_MONTH / seconds / 1e9, all * SECONDS_A_MONTH / seconds / 1e9 * STORAGE);
    }

    private static Map<String, Long> minus(Map<String, Long> now, Map<String, Long> before) {
        Map<String, Long> left = new LinkedHashMap<>();
        now.forEach((kind, count) -> left.put(kind, count - before.getOrDefault(kind, 0L)));
        return left;
    }

    private Path configure(Member server, URI endpoint) throws IOException {
        LocalDate soon = LocalDate.now(ZoneOffset.UTC).plusDays(3);
        return Files.writeString(work.resolve("agent.yaml"), """
                cluster: busy
                node: node-1
                store: {url: "s3://keepsake/follow", s3: {endpoint: "%s"}}
                state-dir: "%s"
                schedule: {cron: "0 0 3 %d %d ?"}
                follow: {enabled: true, max-lag: 2s}
                sources:
                  - {name: zk, type: zookeeper, data-dir: "%s", data-log-dir: "%s", client: "%s"}
                """.formatted(
                        endpoint,
                        work.resolve("state"),
                        soon.getDayOfMonth(),
                        soon.getMonthValue(),
                        server.dataDir(),
                        server.logDir(),
                        server.address()));
    }
}
