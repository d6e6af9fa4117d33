package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole way: servers are backed up while they are written to, lost, and restored exactly. */
final class ThereAndBackIT {
    private static final int NODES = Integer.getInteger("keepsake.nodes", 1_500);

    private final long seed = System.nanoTime();

    @TempDir
    private Path work;

    @ParameterizedTest(name = "{0} server(s), logs in a folder of their own: {1}, snapshots: {2}, digests: {3}")
    @CsvSource({"1, true, gz, true", "3, false, plain, true", "1, false, snappy, false"})
    void aLostEnsembleComesBackExactlyAsItWasAtEachBackup(
            int size, boolean splitLogs, String compression, boolean digests) throws Exception {
        System.out.printf("%d server(s), %d nodes, seed %d%n", size, NODES, seed);
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        ServerSettings settings =
                snapshots(compression, digests).withSnapshotEvery(NODES / 2).withContainerCheck(Duration.ofMillis(500));
        try (Ensemble source =
                        Ensemble.start(work.resolve("source"), size, splitLogs ? settings.withSplitLogs() : settings);
                Population population = Population.fill(source.addresses(), NODES, new Random(seed));
                Writers writers = Writers.start(source.addresses(), seed)) {
            Path agent = keepsake.configure(source.member(1));
            writers.awaitMore(500);
            String first = keepsake.once(agent, "--label", "there-and-back");
            writers.awaitMore(500);
            String second = keepsake.once(agent);
            writers.awaitMore(200);
            System.out.printf("%d nodes, then %d writes%n", population.size(), writers.stop());
            long end = source.awaitSameZxid();
            source.kill();
            requireSnapshots(source.member(1), compression);

            List<Backup> backups = keepsake.list();
            assertThat(backups).extracting(Backup::id).containsExactly(second, first);
            assertThat(backups)
                    .allSatisfy(backup -> assertThat(backup.complete()).isTrue());
            for (Backup backup : backups) {
                assertThat(backup.zxid()).isLessThan(end);
                assertThat(keepsake.run(keepsake.cli("show", backup.id(), "-o", "json"))
                                .orThrow()
                                .output())
                        .contains(backup.id());
                comesBack(keepsake, backup, source, end, splitLogs);
            }
        }
    }

    /** A server that writes its snapshots in this way, with digests in them and in its log or without. */
    private static ServerSettings snapshots(String compression, boolean digests) {
        ServerSettings settings = ServerSettings.standard().with("zookeeper.digest.enabled", Boolean.toString(digests));
        return compression.equals("plain")
                ? settings
                : settings.with("zookeeper.snapshot.compression.method", compression);
    }

    /** The settings must have had their effect, or the test would test something else. */
    private static void requireSnapshots(Member member, String compression) throws IOException {
        String suffix = compression.equals("plain") ? "" : "." + compression;
        assertThat(Folders.files(member.dataDir().resolve("version-2")))
                .anyMatch(
                        file -> file.getFileName().toString().matches("snapshot\\.[0-9a-f]+" + Pattern.quote(suffix)));
    }

    private void comesBack(Keepsake keepsake, Backup backup, Ensemble source, long end, boolean splitLogs)
            throws IOException, InterruptedException, KeeperException {
        int size = source.members().size();
        // The judge reads another server's files than the agent did, where there is another.
        NavigableMap<String, Node> truth =
                Truth.at(backup.zxid(), source.member(size), work.resolve("truth-" + backup.id()));
        try (Ensemble restored =
                Restoration.onto(work.resolve("restored-" + backup.id()), size, splitLogs, keepsake, backup)) {
            restored.start();
            for (Member member : restored.members()) {
                Comparison comparison = Comparer.compare(Sessions.drop(truth), TreeDump.read(member.address()));
                assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
                assertThat(comparison.nodes()).isGreaterThan(NODES - 100);
                System.out.printf(
                        "backup %s on server %d: %d fields of %d nodes are as they were at 0x%x%n",
                        backup.id(), member.id(), comparison.fields(), comparison.nodes(), backup.zxid());
            }
            assertThat(firstWrite(restored)).isGreaterThan(end);
        }
    }

    /** Writes, and returns the zxid that this write was given. */
    private static long firstWrite(Ensemble ensemble) throws IOException, InterruptedException, KeeperException {
        try (Connection connection = Connection.anybody(ensemble.addresses())) {
            Stat stat = new Stat();
            connection
                    .client()
                    .create("/after-restore", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, stat);
            return stat.getCzxid();
        }
    }
}
