package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writes to an ensemble of three take with an observer and without, in turns, so that noise is noise for both. */
final class ObserverLatencyIT {
    private static final int ROUNDS = Integer.getInteger("keepsake.rounds", 5);
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final double MOST = 1.5;

    private final List<Long> with = new ArrayList<>();
    private final List<Long> without = new ArrayList<>();

    @TempDir
    private Path work;

    @Tag("long")
    @Test
    void writesTakeNoLongerForAnObserver() throws Exception {
        try (Ensemble source = Ensemble.start(work.resolve("source"), 3, ServerSettings.standard());
                Connection connection = Connection.anybody(source.leader().address())) {
            connection.client().create("/timed", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            write(connection.client(), new ArrayList<>());
            ObservingAgent agent = ObservingAgent.of(source, work.resolve("archive"), work.resolve("a"));
            agent.rarely();
            for (int round = 0; round < ROUNDS; round++) {
                write(connection.client(), without);
                Files.deleteIfExists(agent.log());
                try (Daemon daemon = Daemon.start(agent.configuration(), work.resolve("daemon.log"))) {
                    agent.awaitInStep();
                    write(connection.client(), with);
                    // or it measured a capture, too: a slot that is just over is made up at the start
                    System.out.println(daemon.done() + " backups meanwhile");
                }
                Await.until(
                        "the observer is gone",
                        Duration.ofSeconds(15),
                        () -> agent.process().isEmpty());
            }
        }
        System.out.printf(
                "without: %d writes, p50 %.2f ms, p99 %.2f ms; with: %d writes, p50 %.2f ms, p99 %.2f ms%n",
                without.size(),
                percentile(without, 50),
                percentile(without, 99),
                with.size(),
                percentile(with, 50),
                percentile(with, 99));
        assertThat(percentile(with, 50)).isLessThan(MOST * percentile(without, 50));
    }

    private static void write(ZooKeeper client, List<Long> nanoseconds) throws Exception {
        long end = System.nanoTime() + ROUND.toNanos();
        byte[] data = new byte[200];
        for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
            client.setData("/timed", data, -1);
            nanoseconds.add(System.nanoTime() - begin);
        }
    }

    private static double percentile(List<Long> nanoseconds, int percent) {
        List<Long> sorted = new ArrayList<>(nanoseconds);
        Collections.sort(sorted);
        return sorted.get(sorted.size() * percent / 100) / 1e6;
    }
}
