package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that dies at any moment leaves backups that restore, garbage that nobody sees, and nothing in the way. */
final class KillIT {
    private static final int KILLS = Integer.getInteger("keepsake.kills", 5);
    private static final int NODES = 1_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Set<String> restored = new HashSet<>();
    private int halfway;

    @TempDir
    private Path work;

    @Test
    void whatIsListedAfterAKillRestoresAndTheNextRunSucceeds() throws Exception {
        System.out.printf("%d kills, seed %d%n", KILLS, seed);
        // The first kill may come before the agent has made the folder, and asking a missing folder is refused.
        Path archive = Files.createDirectory(work.resolve("archive"));
        Keepsake keepsake = new Keepsake(archive, work.resolve("agent"));
        try (Ensemble source = Ensemble.start(
                        work.resolve("source"), 1, ServerSettings.standard().withSnapshotEvery(NODES));
                Population population = Population.fill(source.addresses(), NODES, random)) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            Path agent = keepsake.configure(source.member(1));
            Duration whole = Duration.ZERO;
            for (int kill = 0; kill < KILLS; kill++) {
                killedUnderWrites(keepsake, agent, source, whole);
                everyNewBackupRestores(keepsake);
                long begin = System.nanoTime();
                String id = keepsake.once(agent);
                whole = Duration.ofNanos(System.nanoTime() - begin);
                assertThat(keepsake.list().get(0).id()).isEqualTo(id);
            }
            source.kill();
            everyNewBackupRestores(keepsake);
            System.out.printf(
                    "%d kills, of which %d came after the backup was listed; %d backups restored%n",
                    KILLS, halfway, restored.size());
            lastIsExact(keepsake, source);
        }
    }

    private void killedUnderWrites(Keepsake keepsake, Path agent, Ensemble source, Duration whole) throws Exception {
        try (Writers writers = Writers.start(source.addresses(), random.nextLong())) {
            writers.awaitMore(50);
            killed(keepsake, agent, whole);
            writers.awaitMore(20);
            writers.stop();
        }
    }

    /** Kills an agent at a random moment of a run, which takes longer under writes than the whole run measured without. */
    private void killed(Keepsake keepsake, Path agent, Duration whole) throws IOException {
        long span = whole.isZero() ? Duration.ofSeconds(1).toNanos() : whole.toNanos();
        Path output = work.resolve("agent/killed.out");
        Process process = keepsake.start(keepsake.agent(agent), output, work.resolve("agent/killed.err"));
        Await.pause(Duration.ofNanos((long) (random.nextDouble() * 1.5 * span)));
        process.destroyForcibly();
        Children.join(process);
        String id = Files.readString(output).strip();
        if (!id.isEmpty()) {
            halfway++;
            assertThat(keepsake.list()).extracting(Backup::id).contains(id);
        }
    }

    private void everyNewBackupRestores(Keepsake keepsake) throws IOException {
        for (Backup backup : keepsake.list()) {
            if (restored.add(backup.id())) {
                Path target = work.resolve("restored");
                try (Ensemble blank = Restoration.onto(target, 1, false, keepsake, backup)) {
                    assertThat(Folders.files(blank.member(1).dataDir().resolve("version-2")))
                            .isNotEmpty();
                }
                Folders.delete(target);
            }
        }
    }

    private void lastIsExact(Keepsake keepsake, Ensemble source)
            throws IOException, InterruptedException, KeeperException {
        Backup last = keepsake.list().get(0);
        NavigableMap<String, Node> truth = Truth.at(last.zxid(), source.member(1), work.resolve("truth"));
        try (Ensemble ensemble = Restoration.onto(work.resolve("last"), 1, false, keepsake, last)) {
            ensemble.start();
            List<String> differences = Comparer.compare(
                            Sessions.drop(truth),
                            TreeDump.read(ensemble.member(1).address()))
                    .differences();
            assertThat(differences).isEmpty();
        }
    }
}
