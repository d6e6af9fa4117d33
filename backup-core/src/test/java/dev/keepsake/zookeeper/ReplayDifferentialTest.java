package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.TxnLogEntry;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.util.SerializeUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our tree beside ZooKeeper's own, over made-up histories. */
class ReplayDifferentialTest {

    private static final String EXTENDED = "zookeeper.extendedTypesEnabled";

    @TempDir
    Path directory;

    @BeforeAll
    static void letServersKnowTtl() {
        System.setProperty(EXTENDED, "true");
    }

    @AfterAll
    static void forgetTtl() {
        System.clearProperty(EXTENDED);
    }

    @Test
    void everyTransactionLeavesWhatAServerLeaves() throws Exception {
        long seed = Seeds.seed("history");
        RandomLeader leader = new RandomLeader(seed);
        leader.closesWithoutPaths = 30;
        leader.strays = 5;
        DataTree theirs = new DataTree();
        Map<Long, Integer> sessions = new HashMap<>();
        ZnodeTree ours = ServerTree.copyOf(theirs, sessions);
        Replay replay = new Replay(ours, Zxid.of(1, 0), Zxid.of(1, 0));
        long ourNanos = 0;
        long theirNanos = 0;

        FileTxnSnapLog server = new FileTxnSnapLog(directory.toFile(), directory.toFile());
        try {
            for (int i = 0; i < Seeds.transactions(); i++) {
                LogRecord record = leader.next();
                long begin = System.nanoTime();
                replay.apply(record);
                long between = System.nanoTime();
                TxnLogEntry entry = SerializeUtils.deserializeTxn(record.payload());
                server.processTransaction(entry.getHeader(), theirs, sessions, entry.getTxn());
                theirNanos += System.nanoTime() - between;
                ourNanos += between - begin;

                assertThat(ours.agreesWith(new TxnDigest(2, theirs.getTreeDigest())))
                        .as("digest after %s", record)
                        .isTrue();
                if (i % 5000 == 0) {
                    ServerTree.assertSame(ours, theirs, sessions);
                }
            }
        } finally {
            server.close();
        }

        ServerTree.assertSame(ours, theirs, sessions);
        assertThat(leader.types)
                .as("types of transactions that were compared")
                .containsExactlyInAnyOrder(-11, -10, -1, 1, 2, 5, 7, 14, 15, 16, 19, 20, 21);
        assertThat(leader.typesOfParts)
                .as("and those within multis")
                .containsExactlyInAnyOrder(1, 2, 5, 13, 15, 19, 20, 21);
        assertThat(replay.compared()).isEqualTo(Seeds.transactions() - leader.withoutDigest);
        assertThat(replay.misfits()).isCloseTo(leader.strayed, Offset.offset(1L)); // the first record is exempt
        System.out.printf(
                "%,d transactions replayed with digests: %,d a second, ZooKeeper's own %,d%n",
                Seeds.transactions(),
                Seeds.transactions() * 1_000_000_000L / ourNanos,
                Seeds.transactions() * 1_000_000_000L / theirNanos);
    }

    @Test
    void aSnapshotTakenUnderWritesBecomesTheExactTreeAfterItsWindow() throws Exception {
        Random seeds = new Random(Seeds.seed("fuzzy"));
        long unresolved = 0;
        for (int round = 0; round < Seeds.transactions() / 500; round++) {
            RandomLeader leader = new RandomLeader(seeds.nextLong());
            FuzzyRun run = new FuzzyRun(leader, seeds);
            unresolved += run.snapshot.loaded.unresolved() > 0 ? 1 : 0;

            Replay replay = run.replay();

            assertThat(replay.complete()).isTrue();
            assertThat(replay.misfits()).isZero();
            assertThat(replay.compared()).isPositive();
            ServerTree.assertSame(run.snapshot.loaded, leader.tree, leader.sessions);
        }
        assertThat(unresolved).as("rounds with unknown access lists").isPositive();
    }

    @Test
    void aSnapshotOfAnOldServerDiffersAtMostInThePzxidOfParentsThatLostTheirEphemerals() throws Exception {
        Random seeds = new Random(Seeds.seed("fuzzy, old"));
        for (int round = 0; round < Seeds.transactions() / 2000; round++) {
            RandomLeader leader = new RandomLeader(seeds.nextLong());
            leader.closesWithoutPaths = 100;
            leader.digests = false;
            FuzzyRun run = new FuzzyRun(leader, seeds);

            Replay replay = run.replay();

            Map<String, ServerTree.Node> ours = ServerTree.nodesOf(run.snapshot.loaded);
            Map<String, ServerTree.Node> truth = ServerTree.nodesOf(leader.tree);
            if (replay.closesWithoutPaths() > 0) {
                ours.replaceAll((path, node) -> node.withoutPzxid());
                truth.replaceAll((path, node) -> node.withoutPzxid());
            }
            ServerTree.assertSame(ours, truth);
        }
    }

    /** A history with a snapshot taken somewhere in it while it went on. */
    private static final class FuzzyRun {

        final FuzzySnapshot snapshot;

        private final List<LogRecord> log = new ArrayList<>();

        FuzzyRun(RandomLeader leader, Random random) throws Exception {
            go(leader, 100 + random.nextInt(200));
            snapshot = new FuzzySnapshot(leader.tree, leader.sessions);
            int speed = 2 + random.nextInt(8);
            leader.pause = () -> stepSometimes(random, speed);
            while (!snapshot.done()) {
                log.add(leader.next());
            }
            leader.pause = () -> {};
            go(leader, 1 + random.nextInt(50));
        }

        Replay replay() throws Exception {
            Replay replay = new Replay(snapshot.loaded, snapshot.start, snapshot.end());
            replay.applyAll(log);
            return replay;
        }

        private void go(RandomLeader leader, int transactions) {
            for (int i = 0; i < transactions; i++) {
                log.add(leader.next());
            }
        }

        private void stepSometimes(Random random, int speed) {
            for (int steps = random.nextInt(speed); steps > 0 && !snapshot.done(); steps--) {
                try {
                    snapshot.step();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }
}
