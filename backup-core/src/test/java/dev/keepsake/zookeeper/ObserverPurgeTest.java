package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes of an observer's own files once it is archived. */
final class ObserverPurgeTest {

    @TempDir
    private Path directory;

    @Test
    void whatLiesBeforeTheLastSnapshotBelowTheArchivedEndGoes() throws Exception {
        files("snapshot.10", "snapshot.20", "snapshot.30", "snapshot.40", "snapshot.50", "snapshot.60");
        files("log.1", "log.11", "log.21", "log.31", "log.41", "log.51", "log.61", "currentEpoch");

        purge(0x35);

        assertThat(names())
                .containsExactly(
                        "currentEpoch",
                        "log.11",
                        "log.21",
                        "log.31",
                        "log.41",
                        "log.51",
                        "log.61",
                        "snapshot.30",
                        "snapshot.40",
                        "snapshot.50",
                        "snapshot.60");
    }

    @Test
    void theThreeNewestSnapshotsStayHoweverMuchIsArchived() throws Exception {
        files("snapshot.10", "snapshot.20", "snapshot.30", "snapshot.40", "log.1", "log.11", "log.21", "log.41");

        purge(0x99);

        assertThat(names())
                .containsExactly("log.1", "log.11", "log.21", "log.41", "snapshot.20", "snapshot.30", "snapshot.40");
    }

    @Test
    void nothingGoesThatIsNotArchived() throws Exception {
        files("snapshot.10", "snapshot.20", "snapshot.30", "snapshot.40", "snapshot.50", "log.11");

        purge(0x15);

        assertThat(names()).hasSize(6);
    }

    @Test
    void onlyTheOldestGoAndWhatFollowsTheArchivedEndStaysReadable() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            NavigableSet<Long> snapshots = some(random);
            NavigableSet<Long> logs = some(random);
            empty();
            snapshots.forEach(zxid -> file("snapshot." + Long.toHexString(zxid)));
            logs.forEach(zxid -> file("log." + Long.toHexString(zxid)));
            long archived = random.nextLong(200);

            purge(archived);

            assertThat(kept("snapshot."))
                    .isEqualTo(snapshots.tailSet(kept("snapshot.").first()));
            assertThat(kept("log.")).isEqualTo(logs.tailSet(kept("log.").first()));
            Long witness = snapshots.floor(archived);
            assertThat(kept("snapshot.").first()).isLessThanOrEqualTo(witness == null ? snapshots.first() : witness);
            Long covering = logs.floor(kept("snapshot.").first());
            assertThat(kept("log.").first()).isLessThanOrEqualTo(covering == null ? logs.first() : covering);
        }
    }

    private static NavigableSet<Long> some(Random random) {
        TreeSet<Long> zxids = new TreeSet<>();
        int count = 1 + random.nextInt(12);
        while (zxids.size() < count) {
            zxids.add(1 + random.nextLong(200));
        }
        return zxids;
    }

    private void purge(long archived) throws IOException {
        new ObserverPurge(new ServerDirectories(directory, directory)).archived(new Zxid(archived));
    }

    private NavigableSet<Long> kept(String prefix) {
        TreeSet<Long> zxids = new TreeSet<>();
        names().stream()
                .filter(name -> name.startsWith(prefix))
                .forEach(name -> zxids.add(Long.parseLong(name.substring(prefix.length()), 16)));
        return zxids;
    }

    private void files(String... names) {
        Arrays.stream(names).forEach(this::file);
    }

    private void file(String name) {
        try {
            Files.createDirectories(directory.resolve("version-2"));
            Files.writeString(directory.resolve("version-2").resolve(name), "x");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void empty() throws IOException {
        for (String name : names()) {
            Files.delete(directory.resolve("version-2").resolve(name));
        }
    }

    private List<String> names() {
        String[] names = directory.resolve("version-2").toFile().list();
        return names == null ? List.of() : Arrays.stream(names).sorted().toList();
    }
}
