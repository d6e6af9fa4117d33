package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers are upgraded one by one while clients write and agents back them up. The same transaction then stands in the
 * logs with other bytes, with a digest on one server and without on the next; that is no other history.
 */
final class RollingUpgradeIT {
    private static final boolean LONG = Boolean.getBoolean("keepsake.long");
    private static final int NODES = 400;

    private final long seed = System.nanoTime();

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void anArchive() throws Exception {
        keepsake = new Keepsake(Files.createDirectory(work.resolve("archive")), work.resolve("agent"));
    }

    static List<Arguments> upgrades() {
        Arguments far = Arguments.of(ServerVersion.V3_5_10, ServerVersion.V3_9_5);
        return LONG ? List.of(far, Arguments.of(ServerVersion.V3_8_6, ServerVersion.V3_9_5)) : List.of(far);
    }

    @ParameterizedTest(name = "from {0} to {1}")
    @MethodSource("upgrades")
    void everyBackupTakenDuringAnUpgradeComesBackExactly(ServerVersion from, ServerVersion to) throws Exception {
        System.out.printf("from %s to %s, seed %d%n", from, to, seed);
        ServerSettings settings = ServerSettings.of(from)
                .withSnapshotEvery(NODES)
                .with("zookeeper.forceSync", "no")
                .with("zookeeper.preAllocSize", "64")
                // or a server that was away may be sent a snapshot, and its log is then no judge of anything
                .with("zookeeper.snapshotSizeFactor", "1000")
                .with("zookeeper.commitLogCount", "100000");
        List<Backup> backups = new ArrayList<>();
        Ensemble ensemble = Ensemble.start(work.resolve("source"), 3, settings);
        try (ensemble;
                Population population = Population.fill(ensemble.addresses(), from, NODES, new Random(seed));
                Writers writers = Writers.throughRestarts(ensemble.addresses(), from, seed)) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            writers.awaitMore(2 * NODES);
            backups.add(backedUp(ensemble.member(1)));
            for (Member member : ensemble.members()) {
                member.stop();
                member.become(to);
                member.start();
                ensemble.awaitServing();
                writers.awaitMore(300);
                // one that has not been upgraded yet, and one that has
                backups.add(backedUp(ensemble.member(3)));
                backups.add(backedUp(ensemble.member(1)));
            }
            writers.stop();
            ensemble.kill();
        }
        for (TapeStart start : TapeStart.all(work.resolve("archive"))) {
            System.out.println("  " + start);
            assertThat(start.reason()).isIn("FIRST", "RESYNC", "GAP");
        }
        assertThat(keepsake.list()).hasSize(backups.size());
        // the middle of it, when versions were mixed, and the end
        comesBack(backups.get(3), ensemble, to);
        comesBack(backups.get(4), ensemble, to);
        comesBack(backups.get(backups.size() - 1), ensemble, to);
    }

    private Backup backedUp(Member member) throws Exception {
        return keepsake.list(keepsake.once(keepsake.configure(member)));
    }

    private void comesBack(Backup backup, Ensemble dead, ServerVersion version) throws Exception {
        NavigableMap<String, Node> truth = Sessions.drop(Truth.at(
                backup.zxid(), Truth.witness(backup.zxid(), dead.members()), work.resolve("truth-" + backup.id())));
        try (Ensemble again = Restoration.onto(
                work.resolve("again-" + backup.id()),
                1,
                ServerSettings.of(version).still(),
                keepsake,
                backup)) {
            again.start();
            Comparison comparison =
                    Comparer.compare(truth, TreeDump.read(again.member(1).address()));
            assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
            System.out.printf(
                    "  %s: %d fields of %d nodes are as they were at 0x%x%n",
                    backup.id(), comparison.fields(), comparison.nodes(), backup.zxid());
        }
    }
}
