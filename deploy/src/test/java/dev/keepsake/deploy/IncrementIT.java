package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the second backup costs: what changed, not what is there. */
final class IncrementIT {
    private static final int NODES = Boolean.getBoolean("keepsake.long") ? 1_000_000 : 20_000;
    private static final int ONE_PERCENT = NODES / 100;
    private static final double MOST = 0.02;

    @TempDir
    private Path work;

    @Test
    void aBackupAfterOnePercentChangedStoresAtMostTwoPercentOfTheFirst() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        ServerSettings settings =
                ServerSettings.standard().withSnapshotEvery(1_000_000_000).withHeap(3_000);
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, settings)) {
            Member server = source.member(1);
            ManyNodes nodes = new ManyNodes(source.addresses(), NODES, new Random(1));
            nodes.fill();
            writeSnapshot(source);
            Path agent = keepsake.configure(server);
            keepsake.once(agent);
            nodes.change(ONE_PERCENT);
            keepsake.once(agent);
            nodes.change(ONE_PERCENT);
            writeSnapshot(source);
            keepsake.once(agent);

            long first = keepsake.list().get(2).bytes();
            long second = keepsake.list().get(1).bytes();
            long third = keepsake.list().get(0).bytes();
            System.out.printf(
                    "%d nodes: first backup %d bytes; after %d changes %d bytes (%.2f %%); after as many more and a"
                            + " snapshot of the server %d bytes (%.2f %%)%n",
                    NODES, first, ONE_PERCENT, second, 100.0 * second / first, third, 100.0 * third / first);
            assertThat(second).isPositive().isLessThan((long) (MOST * first));
            assertThat(third).isPositive().isLessThan((long) (MOST * first));
        }
    }

    /** A server that starts writes what it has loaded. */
    private static void writeSnapshot(Ensemble source) throws Exception {
        int before =
                Folders.files(source.member(1).dataDir().resolve("version-2")).size();
        source.stop();
        source.start();
        assertThat(Folders.files(source.member(1).dataDir().resolve("version-2")))
                .as("snapshots and logs, one more than before the restart")
                .hasSizeGreaterThan(before);
    }
}
