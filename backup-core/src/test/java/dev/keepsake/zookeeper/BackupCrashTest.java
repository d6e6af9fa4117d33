package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup that is stopped at its first step, its second, and so on: what is listed restores, and the next run succeeds. */
final class BackupCrashTest {

    private final Map<Zxid, String> truth = new HashMap<>();
    private int steps;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aStoreThatDiesAtAnyStepLeavesOnlyWholeBackups(Fault fault) throws Exception {
        everyStep(fault, (store, failAt) -> new FaultyStore(store, failAt, fault));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aStoreThatFailsOnceAtAnyStepLeavesOnlyWholeBackups(Fault fault) throws Exception {
        everyStep(fault, (store, failAt) -> FaultyStore.once(store, failAt, fault));
    }

    private void everyStep(Fault fault, BiFunction<ObjectStore, Integer, FaultyStore> fails) throws Exception {
        boolean struck = true;
        int stride = Boolean.getBoolean("keepsake.long") ? 1 : 2;
        for (int failAt = new Random().nextInt(stride); struck; failAt += stride) {
            struck = false;
            Path machine = Files.createDirectories(directory.resolve("at-" + failAt));
            MemoryStore store = new MemoryStore();
            DiskServer server = new DiskServer(machine);
            server.elects(1).snapshots();
            for (Night night : Night.values()) {
                night.prepare(server, store);
                truth.put(server.last(), hash(server));
                FaultyStore faulty = fails.apply(store, failAt);
                attempt(new Archive(faulty), server);
                requireRestorable(store, fault);
                new Archive(store).manifestOf(server);
                requireRestorable(store, fault);
                assertThat(new Archive(store).catalog.newest().orElseThrow().zxid())
                        .isEqualTo(server.last());
                struck |= faulty.struck();
            }
            steps = failAt;
        }
        assertThat(steps).as("steps of the longest run").isGreaterThan(20);
    }

    /** What happens before each run: there is nothing yet; some writes; a new base is due. */
    private enum Night {
        FIRST {
            @Override
            void prepare(DiskServer server, MemoryStore store) throws IOException {
                server.commits(3);
            }
        },
        SECOND {
            @Override
            void prepare(DiskServer server, MemoryStore store) throws IOException {
                server.commits(2);
            }
        },
        NEW_BASE {
            @Override
            void prepare(DiskServer server, MemoryStore store) throws IOException {
                server.snapshots();
                server.rolls().commits(2);
                store.advance(Duration.ofDays(8));
            }
        };

        abstract void prepare(DiskServer server, MemoryStore store) throws IOException;
    }

    private static void attempt(Archive archive, DiskServer server) {
        try {
            archive.manifestOf(server);
        } catch (IOException planned) {
            assertThat(planned).hasMessageNotContaining("null");
        }
    }

    private void requireRestorable(MemoryStore store, Fault fault) throws IOException {
        Archive archive = new Archive(store);
        for (Catalog.Listed listed : archive.catalog.list()) {
            if (listed.manifest().isEmpty()) {
                // only a store that breaks its promise leaves a part of a manifest, and then it is named, not listed
                assertThat(fault).isEqualTo(Fault.TORN);
                continue;
            }
            Manifest manifest = listed.manifest().get();
            String hash =
                    archive.target(manifest, directory.resolve("blank")).plan().hash();
            assertThat(hash).isEqualTo(truth.get(manifest.zxid()));
        }
    }

    private static String hash(DiskServer server) throws IOException {
        return Seed.of(ServerTree.copyOf(server.tree, server.sessions), SessionPolicy.DROP)
                .hash();
    }
}
