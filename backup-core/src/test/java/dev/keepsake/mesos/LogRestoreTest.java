package dev.keepsake.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.mesos.leveldb.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRestoreTest {

    @TempDir
    private Path work;

    private final List<Replica> replicas;

    LogRestoreTest() throws IOException {
        replicas = List.of(
                registry(Histories.voting("one", 5))
                        .performed(7, 6, "nobody was told")
                        .replica(),
                registry(Histories.voting("two", 8)).replica());
    }

    private static Histories registry(Histories replica) throws IOException {
        return replica.append(4, Registries.operation("old"))
                .append(5, Registries.full())
                .truncate(6, 5);
    }

    @Test
    void anImageReadsBackAsTheUnion() throws IOException {
        Path to = restore(options("restored"), replicas);

        Replica image = Fixture.replica("image", to, work);
        ReplicaFacts facts = ReplicaFacts.of(image);
        assertThat(facts.isWhole()).isTrue();
        assertThat(facts.begin()).isEqualTo(5);
        assertThat(facts.end()).isEqualTo(6);
        assertThat(facts.metadata().promised()).isEqualTo(8);
        assertThat(facts.highest()).isEqualTo(8);
        assertThat(files(to)).containsExactly("000002.log", "CURRENT", "MANIFEST-000001");
    }

    @Test
    void everyMasterGetsTheSameBytesWhateverTheOrderOfReplicas() throws IOException {
        Path first = restore(options("first"), replicas);
        Path second = restore(options("second"), List.of(replicas.get(1), replicas.get(0)));

        for (String name : files(first)) {
            assertThat(second.resolve(name)).hasSameBinaryContentAs(first.resolve(name));
        }
    }

    @Test
    void anotherImplementationOpensAnImageAndWritesOn() throws IOException {
        Path to = restore(options("restored"), replicas);

        try (Level level = Level.open(to, 1 << 16)) {
            assertThat(level.entries().keySet()).containsExactly(Position.METADATA, "0000000006", "0000000007");
            level.put("0000000008", new byte[] {1});
        }
        try (Level level = Level.open(to, 1 << 16)) {
            assertThat(level.entries()).hasSize(4);
        }
    }

    @Test
    void aLargeEntryGoesOverManyBlocks() throws IOException {
        String large = "x".repeat(300_000);
        Replica one = Histories.voting("one", 1)
                .append(0, large)
                .append(1, "y".repeat(32_741))
                .replica();
        Path to = restore(options("restored", 1), List.of(one));

        assertThat(Reports.actions(Fixture.replica("image", to, work))).isEqualTo(Reports.actions(one));
        try (Level level = Level.open(to, 1 << 20)) {
            assertThat(level.entries().get("0000000001")).hasSizeGreaterThan(300_000);
        }
    }

    @Test
    void agentsAndGoneAgentsCanBeLeftOut() throws IOException {
        LogRestoreOptions wanted =
                new LogRestoreOptions(work.resolve("restored"), 2, Set.of(), true, true, Optional.empty());

        Path to = restore(wanted, replicas);

        Replica image = Fixture.replica("image", to, work);
        Registry edited = LogRestore.registry(List.of(image), 1, Set.of()).orElseThrow();
        Registry whole = LogRestore.registry(replicas, 2, Set.of()).orElseThrow();
        assertThat(whole.agents()).isEqualTo(2);
        assertThat(whole.gone()).isEqualTo(1);
        assertThat(edited.agents()).isZero();
        assertThat(edited.gone()).isZero();
        assertThat(edited.fields().get("weights"))
                .isEqualTo(whole.fields().get("weights"))
                .isNotNull();
        assertThat(edited.fields().get("unknown-fields"))
                .isEqualTo(whole.fields().get("unknown-fields"))
                .isNotNull();
        ReplicaFacts facts = ReplicaFacts.of(image);
        assertThat(facts.isWhole()).isTrue();
        assertThat(facts.end()).isEqualTo(7);
        assertThat(facts.metadata().promised()).isEqualTo(9);
    }

    @Test
    void nothingIsDroppedFromALogThatHoldsNoRegistry() throws IOException {
        Replica other = Histories.voting("one", 1).append(0, "no registry").replica();
        LogRestoreOptions wanted =
                new LogRestoreOptions(work.resolve("restored"), 1, Set.of(), true, false, Optional.empty());

        assertThatThrownBy(() -> restore(wanted, List.of(other)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("this log holds no master's registry");
    }

    @Test
    void aPlanSaysWhatMastersMustDoAndWritesNothing() throws IOException {
        RestorePlan plan = new LogRestore(options("restored", 3), replicas).plan();

        assertThat(plan.warnings())
                .anyMatch(warning -> warning.contains("dropped, since no quorum of 2 masters wrote it: position 7"))
                .anyMatch(warning -> warning.contains("replicas of 2 of 3 masters only"))
                .anyMatch(warning -> warning.contains("at least 2 of 3 masters"));
        assertThat(plan.lines()).anyMatch(line -> line.value().equals("2 agents, 0 unreachable, 1 gone"));
        assertThat(work.resolve("restored")).doesNotExist();
    }

    @Test
    void anotherHashThanExpectedIsRefused() throws IOException {
        LogRestoreOptions wanted =
                new LogRestoreOptions(work.resolve("restored"), 2, Set.of(), false, false, Optional.of("abc"));

        assertThatThrownBy(() -> restore(wanted, replicas))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--expect says abc");
    }

    @Test
    void aDirectoryThatIsNotBlankIsRefusedAndLeftAlone() throws IOException {
        Path to = Files.createDirectories(work.resolve("restored"));
        Files.writeString(to.resolve("CURRENT"), "MANIFEST-000001\n");

        assertThatThrownBy(() -> restore(options("restored"), replicas))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not blank")
                .hasMessageContaining("CURRENT");
        assertThat(files(to)).containsExactly("CURRENT");
    }

    @Test
    void aDirectoryThatARunningProcessHasOpenIsRefused() throws Exception {
        Path to = Files.createDirectories(work.resolve("restored"));
        Files.createFile(to.resolve("LOCK"));
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        to.resolve("LOCK").toString())
                .start();
        try {
            assertThat(holder.getInputStream().readNBytes(4)).asString().isEqualTo("held");

            assertThatThrownBy(() -> restore(options("restored"), replicas))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("a running process has");
        } finally {
            holder.destroyForcibly().waitFor();
        }

        restore(options("restored"), replicas);
        assertThat(files(to)).containsExactly("000002.log", "CURRENT", "MANIFEST-000001");
    }

    @Test
    void aBlankDirectoryGivesItsModeToWhatComesInItsPlace() throws IOException {
        Path to = Files.createDirectories(work.resolve("restored"));
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-x---"));

        restore(options("restored"), replicas);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to)))
                .isEqualTo("rwxr-x---");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to.resolve("CURRENT"))))
                .isEqualTo("rw-r-----");
    }

    private LogRestoreOptions options(String name) {
        return options(name, 2);
    }

    private LogRestoreOptions options(String name, int masters) {
        return new LogRestoreOptions(work.resolve(name), masters, Set.of(), false, false, Optional.empty());
    }

    private static Path restore(LogRestoreOptions options, List<Replica> replicas) throws IOException {
        LogRestore restore = new LogRestore(options, replicas);
        restore.apply(restore.plan());
        return options.directory();
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
