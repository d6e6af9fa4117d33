package dev.keepsake.mesos.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.iq80.leveldb.CompressionType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {

    @TempDir
    private Path work;

    private Path directory = Path.of("");
    private SortedMap<String, String> whole = new TreeMap<>();

    @BeforeEach
    void fill() throws IOException {
        directory = work.resolve("log");
        Level.fill(directory, CompressionType.NONE);
        whole = Level.read(directory, work);
    }

    @Test
    void whatAnotherImplementationWroteIsReadAsThatReadsIt() throws IOException {
        Level.fill(work.resolve("packed"), CompressionType.SNAPPY);

        assertThat(Level.files(directory)).anyMatch(file -> file.toString().matches(".*(ldb|sst)"));
        assertThat(whole).hasSize(11);
        assertThat(Level.read(work.resolve("packed"), work)).isEqualTo(whole);
        SortedMap<String, String> opened = new TreeMap<>();
        try (Level level = Level.open(directory, 1 << 16)) {
            level.entries().forEach((key, value) -> opened.put(key, new String(value, StandardCharsets.UTF_8)));
        }
        assertThat(opened).isEqualTo(whole);
        assertThat(Level.read(directory, work)).isEqualTo(whole);
    }

    @Test
    void everyChangedByteIsFoundAndItsFileNamed() throws IOException {
        for (Path file : Level.files(directory)) {
            byte[] good = Files.readAllBytes(file);
            int used = used(good);
            for (int i = 0; i < used; i++) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) (1 << i % 8);
                Files.write(file, bad);

                assertThatThrownBy(() -> Level.read(directory, work))
                        .as("byte " + i + " of " + file)
                        .isInstanceOf(CorruptException.class)
                        .hasMessageContaining(directory.toString());
            }
            Files.write(file, good);
        }
        assertThat(Level.read(directory, work)).isEqualTo(whole);
    }

    @Test
    void everyCutIsFoundButOneAtTheEndOfAChangeOfTheNewestLog() throws IOException {
        List<SortedMap<String, String>> earlier = new ArrayList<>();
        for (Path file : Level.files(directory)) {
            byte[] good = Files.readAllBytes(file);
            for (int length = 0; length < used(good); length++) {
                Files.write(file, Arrays.copyOf(good, length));
                try {
                    SortedMap<String, String> read = Level.read(directory, work);

                    assertThat(file.toString()).as("cut to " + length).endsWith(".log");
                    earlier.add(read);
                } catch (CorruptException e) {
                    assertThat(e).hasMessageContaining(directory.toString());
                }
            }
            Files.write(file, good);
        }
        // the log held six changes and a deletion; cut behind one of them it is the log of an earlier moment
        assertThat(earlier).hasSizeLessThanOrEqualTo(7).allMatch(read -> read.size() <= whole.size() + 1);
    }

    @Test
    void everyMissingFileIsFoundAndNamed() throws IOException {
        for (Path file : Level.files(directory)) {
            Path away = work.resolve("away");
            Files.move(file, away);

            assertThatThrownBy(() -> Level.read(directory, work))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining(String.valueOf(file.getFileName()).replaceAll("\\..*", ""));
            Files.move(away, file);
        }
    }

    @Test
    void aFileInPlaceOfAnotherIsFound() throws IOException {
        List<Path> files = Level.files(directory);
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            for (Path other : files) {
                if (!other.equals(file)) {
                    Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);

                    assertThatThrownBy(() -> Level.read(directory, work))
                            .as(other + " in place of " + file)
                            .isInstanceOf(CorruptException.class);
                }
            }
            Files.write(file, good);
        }
    }

    @Test
    void aChangeThatIsMissingBetweenTwoOthersIsFound() throws IOException {
        Path image = Files.createDirectory(work.resolve("image"));
        try (DatabaseWriter writer = new DatabaseWriter(image)) {
            for (int i = 0; i < 9; i++) {
                writer.put("key " + i, new byte[20]);
            }
            writer.commit();
        }
        Path log = image.resolve("000002.log");
        byte[] good = Files.readAllBytes(log);
        int record = good.length / 9;
        byte[] bad = new byte[good.length - record];
        System.arraycopy(good, 0, bad, 0, 3 * record);
        System.arraycopy(good, 4 * record, bad, 3 * record, bad.length - 3 * record);
        Files.write(log, bad);

        assertThatThrownBy(() -> Level.read(image, work))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("change 5 follows where change 4 is expected");

        Files.write(log, Arrays.copyOf(good, 8 * record));
        assertThatThrownBy(() -> Level.read(image, work))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("the logs end with change 8, but")
                .hasMessageContaining("knows of change 9");
    }

    /** Keys share their beginnings, so that a small block could stand for gigabytes of them. */
    @Test
    void keysThatNoLogHasAreRefusedBeforeTheyGrow() throws IOException {
        Path other = work.resolve("keys");
        try (Level level = Level.open(other, 1 << 16)) {
            for (int i = 1; i < 40; i++) {
                level.put("k".repeat(60 * i), new byte[1]);
            }
            level.compact();
        }
        try (Level level = Level.open(other, 1 << 16)) {
            level.put("z", new byte[1]);
            level.compact();
        }

        assertThatThrownBy(() -> Level.read(other, work))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("and none of a log has so many");
    }

    @Test
    void aDirectoryOfSomethingElseIsRefused() throws IOException {
        Path empty = Files.createDirectory(work.resolve("empty"));

        assertThatThrownBy(() -> Level.read(empty, work))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("no file CURRENT");
    }

    @Test
    void aFaultThatStaysIsToldSoonAndNamesTheLiveDirectory() throws IOException {
        Path table = Level.files(directory).stream()
                .filter(file -> file.toString().matches(".*(ldb|sst)"))
                .findFirst()
                .orElseThrow();
        byte[] bad = Files.readAllBytes(table);
        bad[9] ^= 1;
        Files.write(table, bad);
        List<Duration> pauses = new ArrayList<>();

        assertThatThrownBy(() -> new HotCopy(directory, work, 1 << 20, pauses::add).read())
                .isInstanceOf(CorruptException.class)
                .hasMessageStartingWith(table.toString());
        assertThat(pauses).hasSize(1);
    }

    @Test
    void anotherLogOrAnotherEditIsAnotherMomentAndAGrownLogIsNot() throws IOException {
        DirectoryState before = DirectoryState.of(directory);
        List<Path> files = Level.files(directory);
        Path log = files.stream()
                .filter(file -> file.toString().endsWith(".log"))
                .findFirst()
                .orElseThrow();
        Path manifest = files.stream()
                .filter(file -> file.toString().contains("MANIFEST"))
                .findFirst()
                .orElseThrow();

        Files.write(log, new byte[9], StandardOpenOption.APPEND);
        assertThat(DirectoryState.of(directory).isSameDatabaseAs(before)).isTrue();
        assertThat(DirectoryState.of(directory)).isNotEqualTo(before);

        Path next = Files.createFile(directory.resolve("999999.log"));
        assertThat(DirectoryState.of(directory).isSameDatabaseAs(before)).isFalse();

        Files.delete(next);
        Files.write(manifest, new byte[1], StandardOpenOption.APPEND);
        assertThat(DirectoryState.of(directory).isSameDatabaseAs(before)).isFalse();
    }

    @Test
    void aChangeThatIsWrittenInPiecesIsWaitedForBeforeItIsCalledCut() throws IOException {
        Path log = Level.files(directory).stream()
                .filter(file -> file.toString().endsWith(".log"))
                .reduce((first, second) -> second)
                .orElseThrow();
        byte[] whole = Files.readAllBytes(log);
        byte[] begun = Arrays.copyOf(whole, used(whole) - 3);
        Files.write(log, begun);
        List<Duration> pauses = new ArrayList<>();

        try (Entries entries = new HotCopy(directory, work, 1 << 20, pause -> {
                    pauses.add(pause);
                    if (pauses.size() == 4) {
                        Files.write(log, whole);
                    }
                })
                .read()) {
            assertThat(entries.size()).isPositive();
        }
        assertThat(pauses).hasSize(4);
        Files.write(log, begun);
        pauses.clear();
        assertThatThrownBy(() -> new HotCopy(directory, work, 1 << 20, pauses::add).read())
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("in the middle of a record");
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void moreThanMayBeCopiedIsRefused() {
        assertThatThrownBy(() -> new HotCopy(directory, work, 100, pause -> {}).read())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("more than 100 bytes");
    }

    /** Without the zeros with which this implementation makes its logs longer. */
    private static int used(byte[] bytes) {
        int used = bytes.length;
        while (used > 0 && bytes[used - 1] == 0) {
            used--;
        }
        return used;
    }
}
