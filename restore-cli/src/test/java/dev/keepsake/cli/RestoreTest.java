package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {

    private static final String ID = "20261121T030000Z";
    private static final String MEMBER = "20261122T030000Z";

    private final Path directory;
    private final SampleArchive archive;

    RestoreTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.archive = new SampleArchive(directory);
        archive.server.creates(5);
        archive.backUp(ID, null);
    }

    @Test
    void aPlanWritesNothing() throws IOException {
        Path target = directory.resolve("new/zk");

        Run run = restore(target, "--plan");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("backup    " + ID + ", master-1/zk")
                .contains("moment    0x5")
                .contains("epoch     1000: the first new transaction will be 0x3e800000001")
                .contains(target.resolve("version-2/snapshot.3e800000000").toString())
                .containsPattern("hash      [0-9a-f]{64}");
        assertThat(directory.resolve("new")).doesNotExist();
        assertThat(Run.names(archive.place().resolve("prod/restored"))).isEmpty();
    }

    @Test
    void aStandaloneServerIsRestoredFromTheLatestBackup() throws IOException {
        Path target = directory.resolve("new zk");

        Run run = restore(target, "--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Run.names(target)).hasSize(4);
        assertThat(run.out())
                .contains("Restored to " + target)
                .contains("keepsake restore check '" + target + "' --expect " + Run.hash(run.out()))
                .doesNotContain("ensemble");
        assertThat(Run.names(archive.place().resolve("prod/restored"))).hasSize(1);
        assertThat(archive.run("restore", "check", target.toString(), "--expect", Run.hash(run.out()))
                        .code())
                .isZero();
    }

    @Test
    void theLatestBackupOfAnEnsembleMustBeNamedAndTheCommandIsGiven() throws IOException {
        memberBackup();
        Path target = directory.resolve("new");

        Run refused = restore(target, "--yes");

        assertThat(refused.code()).isEqualTo(4);
        assertThat(target).doesNotExist();
        String command = Run.lineWith(refused.err(), "  keepsake ");
        assertThat(command).contains("--backup " + MEMBER, "--tape ", "--data-dir " + target);
        Run run = Run.typed(command + " --yes");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Run.names(target)).hasSize(4);
    }

    @Test
    void theServersOwnConfigurationMayNameAnEnsemble() throws IOException {
        Path target = Files.createDirectory(directory.resolve("new"));
        Files.writeString(target.resolve("zoo.cfg"), "server.1=a:2888:3888\nserver.2=b:2888:3888\n");

        Run run = restore(target, "--yes");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("'latest' may name another backup", "--backup " + ID);
    }

    @Test
    void thePrintedCommandRestoresTheNextServerToTheSameBytes() throws IOException {
        memberBackup();
        Path one = directory.resolve("it's one");
        Path two = directory.resolve("two");
        Run plan = restore(one, "--plan");
        assertThat(plan.out()).contains("For every server of this ensemble, on its machine");
        String command = Run.lineWith(plan.out(), "  keepsake ");
        assertThat(command).endsWith("--expect " + Run.hash(plan.out()));

        Run first = Run.typed(command + " --yes");
        archive.server.creates(3);
        archive.backUpMember("20261123T030000Z");
        Run second =
                Run.typed(command.replace("'" + one.toString().replace("'", "'\\''") + "'", two.toString()) + " --yes");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(first.out()).contains("Start no server before all are restored");
        Run check = Run.of("restore", "check", one.toString(), two.toString());
        assertThat(check.code()).as(check.out()).isZero();
        assertThat(check.out())
                .contains(
                        "ok    " + one,
                        "ok    " + two,
                        "These servers are alike. When they are all of the ensemble, start them.");
    }

    @Test
    void anotherHashThanExpectedIsRefused() {
        Path target = directory.resolve("new");

        Run run = restore(target, "--backup", ID, "--expect", "0".repeat(64), "--yes");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("but --expect says", "0".repeat(64));
        assertThat(target).doesNotExist();
    }

    @Test
    void withoutATerminalNobodyIsAskedAndNothingDone() {
        Path target = directory.resolve("new");

        Run run = restore(target);

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("add --yes");
        assertThat(target).doesNotExist();
    }

    @Test
    void aTargetThatIsNotBlankIsRefusedWithWhatIsThere() throws IOException {
        Path target = Files.createDirectories(directory.resolve("new"));
        Files.createFile(target.resolve("snapshot.17"));

        Run run = restore(target, "--yes");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).startsWith("keepsake: the target is not blank").contains("snapshot.17");
        assertThat(Run.names(target)).containsExactly("snapshot.17");
    }

    @Test
    void theEpochMayOnlyBeRaised() throws IOException {
        Run lower = restore(directory.resolve("new"), "--epoch", "999", "--yes");
        Run absurd = restore(directory.resolve("new"), "--epoch", Long.toString(1L << 31), "--yes");
        Run higher = restore(directory.resolve("new"), "--epoch", "1001", "--yes", "-o", "json");

        assertThat(lower.code()).isEqualTo(4);
        assertThat(lower.err()).contains("--epoch 999 is below 1000");
        assertThat(absurd.code()).isEqualTo(4);
        assertThat(higher.code()).as(higher.err()).isZero();
        assertThat(directory.resolve("new/version-2/currentEpoch")).hasContent("1001");
    }

    @Test
    void jsonSaysWhatWasDone() throws IOException {
        Path target = directory.resolve("new");

        Run plan = restore(target, "--plan", "-o", "json");
        Run run = restore(target, "--yes", "-o", "json");

        JsonNode planned = new ObjectMapper().readTree(plan.out());
        JsonNode done = new ObjectMapper().readTree(run.out());
        assertThat(planned.get("done").booleanValue()).isFalse();
        assertThat(done.get("done").booleanValue()).isTrue();
        assertThat(done.get("backup").textValue()).isEqualTo(ID);
        assertThat(done.get("zxid").textValue()).isEqualTo("0x5");
        assertThat(done.get("epoch").longValue()).isEqualTo(1000);
        assertThat(done.get("hash")).isEqualTo(planned.get("hash"));
        assertThat(done.get("command").textValue()).startsWith("keepsake --store ");
    }

    @Test
    void aDamagedObjectStopsTheRestoreBeforeItWrites() throws IOException {
        for (String kind : List.of("/base/", "/link/")) {
            Path object = Run.files(archive.place()).stream()
                    .filter(path -> path.toString().contains(kind))
                    .findFirst()
                    .orElseThrow();
            byte[] whole = Files.readAllBytes(object);
            byte[] damaged = whole.clone();
            damaged[damaged.length / 2] ^= 1;
            Files.write(object, damaged);

            Run run = restore(directory.resolve("new"), "--yes");

            assertThat(run.code()).as(run.err()).isEqualTo(5);
            assertThat(run.err()).contains(kind).doesNotContain("\tat ");
            assertThat(directory.resolve("new")).doesNotExist();
            Files.write(object, whole);
        }
    }

    @Test
    void unknownBackupsAndTapesAreNotFound() {
        assertThat(restore(directory.resolve("new"), "--backup", "20200101T000000Z")
                        .code())
                .isEqualTo(3);
        Run run = restore(directory.resolve("new"), "--tape", "01ARZ3NDEKTSV4RRFFQ69G5FAV");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("has no tape 01ARZ3NDEKTSV4RRFFQ69G5FAV", "keepsake show " + ID);
    }

    @Test
    void wrongFlagsAreUsageErrors() {
        String target = directory.resolve("new").toString();
        for (String[] wrong : List.of(
                new String[] {"restore"},
                new String[] {"restore", "zookeeper"},
                new String[] {"restore", "check"},
                new String[] {"restore", "zookeeper", "--data-dir", target, "--sessions", "some"},
                new String[] {"restore", "zookeeper", "--data-dir", target, "--epoch", "many"},
                new String[] {"restore", "zookeeper", "--data-dir", target, "--target-version", "newest"},
                new String[] {"restore", "zookeeper", "--data-dir", target, "--force"},
                new String[] {"list", "-o", "yaml"})) {
            Run run = archive.run(wrong);

            assertThat(run.code()).as(Arrays.toString(wrong)).isEqualTo(2);
            assertThat(run.err()).startsWith("keepsake: ").contains("--help'.").doesNotContain("\tat ");
            assertThat(run.err().lines()).hasSizeLessThan(5);
        }
        Run run = archive.run("restore", "zookeeper", "--data-dir", target, "--target-version", "newest");
        assertThat(run.err()).contains("'newest' is no version; they look like 3.9.5");
    }

    @Test
    void allProblemsOfTheConfigurationAreSaidAtOnce() {
        Run run = Run.of("list", "--store", "ftp://nowhere", "--cluster", "Not A Name");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("ftp", "Not A Name");
    }

    @Test
    void aBlankServerFailsTheCheck() throws IOException {
        Path one = directory.resolve("one");
        Path two = Files.createDirectory(directory.resolve("two"));
        restore(one, "--yes");

        Run run = Run.of("restore", "check", one.toString(), two.toString());
        Run json = Run.of("restore", "check", one.toString(), two.toString(), "-o", "json");

        assertThat(run.code()).isEqualTo(8);
        assertThat(run.out()).contains("FAIL  " + two + ": blank", "Do not start any server");
        assertThat(json.code()).isEqualTo(8);
        assertThat(new ObjectMapper().readTree(json.out()).get("good").booleanValue())
                .isFalse();
    }

    @Test
    void helpOfEveryVerbFitsATerminalAndExplainsExitCodes() {
        for (String verb : List.of("", "list", "show", "restore", "restore zookeeper", "restore check")) {
            Run run = Run.of((verb + " --help").strip().split(" "));

            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("--store=URL", "Exit codes:", "refused by a guard", "store unreachable");
            assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
        }
        assertThat(Run.of("restore", "zookeeper", "--help").out().split("--store=URL  "))
                .hasSize(2);
    }

    private void memberBackup() throws IOException {
        archive.server.creates(2);
        archive.backUpMember(MEMBER);
    }

    private Run restore(Path target, String... options) {
        return archive.run(Stream.concat(
                        Stream.of("restore", "zookeeper", "--data-dir", target.toString()), Arrays.stream(options))
                .toArray(String[]::new));
    }
}
