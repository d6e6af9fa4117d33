package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.deploy.ServerVersion.Feature;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers of every version, however they are set up, come back exactly: on their own version and on the newest. */
final class VersionsIT {
    private static final boolean LONG = Boolean.getBoolean("keepsake.long");
    private static final int NODES = LONG ? 2_000 : 1_000;

    /** Keeps the archive of every other cell; the others' is in a folder. */
    private static S3Server s3;

    private static int archives;
    private static int cells;
    private static long nodes;
    private static long fields;

    private final long seed = System.nanoTime();

    @TempDir
    private Path work;

    @BeforeAll
    static void startStore(@TempDir Path folder) throws IOException {
        s3 = S3Server.start(folder, 1_000);
    }

    @AfterAll
    static void stopStore() {
        s3.close();
    }

    static List<Cell> cells() {
        return LONG ? Cell.all() : Cell.few();
    }

    @AfterAll
    static void total() {
        System.out.printf("%d set-ups: %,d fields of %,d nodes compared%n", cells, fields, nodes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void comesBackExactly(Cell cell) throws Exception {
        long begin = System.nanoTime();
        System.out.printf(
                "%s; seed %d; left out, since it knows none: %s%n",
                cell, seed, cell.version().lacks());
        StoreAddress store = store();
        System.out.printf("  archive at %s%n", store.url());
        Keepsake keepsake = new Keepsake(store, work.resolve("agent"));
        ServerSettings settings = cell.settings(NODES / 2).withContainerCheck(Duration.ofMillis(500));
        Ensemble source = Ensemble.start(work.resolve("source"), cell.size(), settings);
        Member kept = source.member(cell.size()).keptIn(work.resolve("kept"));
        Backup second;
        long end;
        try (source;
                Population population = Population.fill(source.addresses(), cell.version(), NODES, new Random(seed));
                Writers writers = Writers.start(source.addresses(), cell.version(), seed)) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            second = twoBackups(cell, keepsake, source, kept, writers);
            writers.awaitMore(200);
            writers.stop();
            end = source.awaitSameZxid();
            source.kill();
        }
        source.member(cell.size()).copyTo(kept);
        requireSnapshots(source.member(1), cell);

        NavigableMap<String, Node> truth = Sessions.drop(Truth.at(second.zxid(), kept, work.resolve("truth")));
        NavigableMap<String, String> owners = owners(cell);
        comesBack(cell, cell.version(), cell.size(), keepsake, second, truth, owners, end);
        if (cell.version() != ServerVersion.V3_9_5) {
            comesBack(cell, ServerVersion.V3_9_5, 1, keepsake, second, truth, owners, end);
        }
        cells++;
        System.out.printf("  %.0f s%n", (System.nanoTime() - begin) / 1e9);
    }

    /** Cells follow each other so that every version and size is met with both stores. */
    private StoreAddress store() {
        archives++;
        return archives % 2 == 1 ? s3.archive("cell-" + archives) : StoreAddress.folder(work.resolve("archive"));
    }

    private static Backup twoBackups(Cell cell, Keepsake keepsake, Ensemble source, Member kept, Writers writers)
            throws Exception {
        Path agent = keepsake.configure(source.member(1));
        writers.awaitMore(NODES / 2);
        String first = keepsake.once(agent, "--label", "first");
        writers.awaitMore(NODES);
        String second = cell.purged() ? purgedMeanwhile(keepsake, agent, source.member(1), kept) : keepsake.once(agent);
        List<Backup> backups = keepsake.list();
        assertThat(backups).extracting(Backup::id).containsExactly(second, first);
        assertThat(backups).allSatisfy(backup -> assertThat(backup.complete()).isTrue());
        assertThat(backups.get(0).zxid()).isGreaterThan(backups.get(1).zxid());
        return backups.get(0);
    }

    private static String purgedMeanwhile(Keepsake keepsake, Path agent, Member member, Member kept) throws Exception {
        Purging purging = Purging.start(member, kept);
        try {
            return keepsake.once(agent);
        } finally {
            purging.stop();
        }
    }

    /** The settings must have had their effect, or the test would test something else. */
    private static void requireSnapshots(Member member, Cell cell) {
        String suffix = cell.snapshots().equals("plain") ? "" : "." + cell.snapshots();
        assertThat(Folders.files(member.dataDir().resolve("version-2")))
                .anyMatch(
                        file -> file.getFileName().toString().matches("snapshot\\.[0-9a-f]+" + Pattern.quote(suffix)));
    }

    /** Containers and times to live in truth; what a version knows must have been there to be lost. */
    private NavigableMap<String, String> owners(Cell cell) throws IOException {
        if (!cell.version().knows(Feature.SNAPSHOT_AT_START)) {
            assertThat(cell.version().knows(Feature.CONTAINERS)
                            || cell.version().knows(Feature.TIME_TO_LIVE))
                    .isFalse();
            return Collections.emptyNavigableMap();
        }
        NavigableMap<String, String> owners = Owners.of(work.resolve("truth/server-1/data"), cell.settings(NODES / 2));
        assertThat(owners.values()).anyMatch(Owners::isContainer).anyMatch(Owners::hasTimeToLive);
        return owners;
    }

    private void comesBack(
            Cell cell,
            ServerVersion version,
            int size,
            Keepsake keepsake,
            Backup backup,
            NavigableMap<String, Node> truth,
            NavigableMap<String, String> owners,
            long end)
            throws Exception {
        ServerSettings settings = ServerSettings.of(version).still();
        try (Ensemble restored = Restoration.onto(
                work.resolve("restored-" + version),
                size,
                cell.splitLogs() ? settings.withSplitLogs() : settings,
                keepsake,
                backup)) {
            restored.start();
            for (Member member : restored.members()) {
                Comparison comparison = Comparer.compare(truth, TreeDump.read(member.address()));
                assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
                nodes += comparison.nodes();
                fields += comparison.fields();
            }
            if (version.knows(Feature.SNAPSHOT_AT_START)) {
                assertThat(Owners.of(restored.leader().dataDir(), settings)).isEqualTo(owners);
                fields += owners.size();
            }
            assertThat(firstWrite(restored)).isGreaterThan(end);
        }
    }

    /** Writes, and returns the zxid that this write was given. */
    private static long firstWrite(Ensemble ensemble) throws Exception {
        try (Connection connection = Connection.anybody(ensemble.addresses())) {
            connection.client().create("/after-restore", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            Stat stat = connection.client().exists("/after-restore", false);
            return stat.getCzxid();
        }
    }
}
