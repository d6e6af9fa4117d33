package dev.keepsake.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;

/**
 * How long a restore into a running ensemble of three takes, beside a bare writer of the same znodes in pipelined multis,
 * which restores nothing and looks at nothing, and a client that creates one znode after the other; in turns, below a path
 * each.
 */
final class ReplayBenchmark {
    private static final int ROUNDS = 3;
    private static final int SERIAL = 2_000;
    private static final int NUMBERS = 1_000_000;

    private final PrintStream out;
    private final Path work;
    private final int nodes;

    private ReplayBenchmark(PrintStream out, Path work, int nodes) {
        this.out = out;
        this.work = work;
        this.nodes = nodes;
    }

    /** Takes a folder to work in and the number of znodes. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        new ReplayBenchmark(out, Path.of(arguments[0]).toAbsolutePath(), Integer.parseInt(arguments[1])).run();
        System.exit(0);
    }

    private void run() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        ServerSettings settings = ServerSettings.standard().withHeap(Math.max(256, nodes / 150));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, settings)) {
            new ManyNodes(source.addresses(), nodes, new Random(1)).fill();
            counter(source.addresses());
            keepsake.once(keepsake.configure(source.member(1)));
        }
        try (Ensemble target = Ensemble.start(work.resolve("target"), 3, settings)) {
            out.printf("%d znodes into an ensemble of three; seconds%n", nodes);
            for (int round = 1; round <= ROUNDS; round++) {
                bare(target, round);
                replay(keepsake, target, round);
                serial(target, round);
            }
            counters(keepsake, target);
        }
    }

    /** A counter that its children do not tell. */
    private static void counter(String servers) throws Exception {
        try (Connection connection = Connection.anybody(servers)) {
            connection.client().create("/counter", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            Pipeline pipeline = new Pipeline();
            for (int i = 0; i < NUMBERS / 500; i++) {
                List<Op> pairs = new ArrayList<>();
                for (int k = 0; k < 500; k++) {
                    pairs.add(Op.create("/counter/x", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
                    pairs.add(Op.delete("/counter/x", -1));
                }
                pipeline.begin();
                connection.client().multi(pairs, (code, path, context, done) -> pipeline.end(code, "/counter"), null);
            }
            pipeline.drain();
        }
    }

    private void bare(Ensemble target, int round) throws Exception {
        root(target, "/bare-" + round);
        long begun = System.nanoTime();
        new ManyNodes(target.addresses() + "/bare-" + round, nodes, new Random(1)).fill();
        out.printf("round %d  bare multi writer  %8.2f%n", round, seconds(begun));
    }

    private void replay(Keepsake keepsake, Ensemble target, int round) throws Exception {
        long begun = System.nanoTime();
        JsonNode said = said(
                keepsake,
                keepsake.replay(List.of("-o", "json"), target.addresses() + "/replay-" + round, "--counters", "skip"));
        out.printf(
                "round %d  keepsake           %8.2f  and read back %.2f, whole command %.2f%n",
                round,
                said.get("writingMillis").asLong() / 1e3,
                said.get("readingMillis").asLong() / 1e3,
                seconds(begun));
    }

    private static JsonNode said(Keepsake keepsake, List<String> command) throws Exception {
        return new ObjectMapper().readTree(keepsake.run(command).orThrow().output());
    }

    private void serial(Ensemble target, int round) throws Exception {
        root(target, "/serial-" + round);
        int some = Math.min(nodes, SERIAL);
        long begun = System.nanoTime();
        try (Connection connection = Connection.anybody(target.addresses())) {
            for (int i = 0; i < some; i++) {
                connection
                        .client()
                        .create(
                                "/serial-" + round + "/" + i,
                                new byte[200],
                                Ids.OPEN_ACL_UNSAFE,
                                CreateMode.PERSISTENT);
            }
        }
        out.printf(
                "round %d  serial client      %8.2f  reckoned from %d znodes%n",
                round, seconds(begun) * nodes / some, some);
    }

    private void counters(Keepsake keepsake, Ensemble target) throws Exception {
        JsonNode said = said(keepsake, keepsake.replay(List.of("-o", "json"), target.addresses() + "/counters"));
        out.printf(
                "         the same with a sequence counter of %d: %.2f, %d numbers raised%n",
                NUMBERS,
                said.get("writingMillis").asLong() / 1e3,
                said.get("raised").asLong());
    }

    private static void root(Ensemble target, String path) throws Exception {
        try (Connection connection = Connection.anybody(target.addresses())) {
            connection.client().create(path, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
