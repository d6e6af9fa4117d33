package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge is judged first: what it finds in a dead server's files is what a client had read from the living one. */
final class TruthIT {
    private final long seed = System.nanoTime();

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aTreeReadFromALivingServerIsFoundAgainInItsFilesAfterMoreWrites(int size) throws Exception {
        System.out.println("seed " + seed);
        ServerSettings settings = ServerSettings.standard()
                .withSplitLogs()
                .withSnapshotEvery(800)
                .withContainerCheck(Duration.ofMillis(500));
        try (Ensemble ensemble = Ensemble.start(work.resolve("source"), size, settings);
                Population population = Population.fill(ensemble.addresses(), 1_200, new Random(seed));
                Writers writers = Writers.start(ensemble.addresses(), seed)) {
            writers.awaitMore(800);
            writers.stop();
            awaitStandstill(ensemble);
            long zxid = ensemble.awaitSameZxid();
            NavigableMap<String, Node> living = TreeDump.read(ensemble.member(1).address());
            try (Writers more = Writers.start(ensemble.addresses(), seed + 100)) {
                more.awaitMore(500);
                more.stop();
            }
            ensemble.kill();

            for (Member member : ensemble.members()) {
                NavigableMap<String, Node> truth = Truth.at(zxid, member, work.resolve("truth-" + member.id()));

                Comparison comparison = Comparer.compare(living, truth);
                assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
                assertThat(comparison.nodes()).isGreaterThan(population.size());
            }
        }
    }

    /** Expired nodes and empty containers go by themselves for a moment after the last write. */
    private static void awaitStandstill(Ensemble ensemble) {
        long[] last = {-1};
        Await.until("nothing changes any more", Duration.ofSeconds(30), () -> {
            Await.pause(Duration.ofMillis(1_200));
            long before = last[0];
            last[0] = ensemble.awaitSameZxid();
            return before == last[0];
        });
    }
}
