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

/** Any moment that a tape holds is restored by words, and what cannot be is refused with what can. */
class RestoreMomentTest {

    private static final String EARLIER = "20261120T030000Z";
    private static final String FIRST = "20261121T030000Z";
    private static final String MEMBER = "20261122T030000Z";
    private static final String LATER = "20261122T040000Z";

    private final Path directory;
    private final SampleArchive archive;

    RestoreMomentTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.archive = new SampleArchive(directory);
        archive.server.creates(1);
        archive.backUp(EARLIER, null);
        archive.server.creates(4);
        archive.backUp(FIRST, null);
    }

    @Test
    void everyWayToNameAMomentLeadsToTheSame() throws IOException {
        Run hex = plan("--zxid", "0x3");

        assertThat(hex.code()).as(hex.err()).isZero();
        assertThat(hex.out())
                .containsPattern("tape      master-1/zk [0-9A-Z]{26}")
                .contains("chosen    0x3, made 2023-11-14T22:13:20.003Z, for --zxid 0x3")
                .contains("next      0x4, made 2023-11-14T22:13:20.004Z: create /n4; it is not restored")
                .contains("moment    0x3, 3 transactions replayed over the base")
                .contains("epoch     1000: the first new transaction will be 0x3e800000001");
        for (List<String> words : List.of(
                List.of("--zxid", "3"),
                List.of("--time", "2023-11-14T22:13:20.003Z"),
                List.of("--time", "2023-11-14T23:13:20.0039+01:00"),
                List.of("--before", "/n4"),
                List.of("--before", "/n4", "--change", "1", "--tape", "master-1"))) {
            Run run = plan(words.toArray(new String[0]));

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(Run.hash(run.out())).isEqualTo(Run.hash(hex.out()));
        }
        assertThat(plan("--before", "/n4").out()).contains("made 2023-11-14T22:13:20.003Z, for --before /n4");
        assertThat(plan("--latest").out())
                .contains("chosen    0x5, made 2023-11-14T22:13:20.005Z, for --latest")
                .contains("next      nothing behind it is archived");
    }

    @Test
    void aTreeIsRestoredFromBeforeItsDeletionBegan() throws IOException {
        archive.server.creates("/n5/leaf", new byte[] {1});
        archive.server.deletes("/n5/leaf").deletes("/n5");
        archive.backUp(LATER, null);

        Run plan = plan("--before-deletion", "/n5");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("chosen    0x6, made 2023-11-14T22:13:20.006Z, for --before-deletion /n5")
                .contains("next      0x7", "the deletion of /n5 took 2 transactions, the first 0x7 ");
        assertThat(plan("--before", "/n5").out()).contains("chosen    0x7");
        assertThat(plan("--before-deletion", "/n4").code()).isEqualTo(3);
        assertThat(plan("--before-deletion", "/n5", "--change", "2").code()).isEqualTo(3);
        assertThat(plan("--before-deletion", "/n5", "--list-changes").code()).isEqualTo(2);
        assertThat(plan("--before-deletion", "/n5", "--before", "/n5").code()).isEqualTo(2);
    }

    @Test
    void aMomentIsRestoredAndThatIsNoted() throws IOException {
        Run run = restore("new", "--before", "/n4", "--yes");

        assertThat(run.code()).as(run.err()).isZero();
        Run check = archive.run(
                "restore",
                "check",
                directory.resolve("new").toString(),
                "--expect",
                Run.hash(run.out()),
                "--epoch",
                "1000");
        assertThat(check.code()).as(check.out()).isZero();
        assertThat(Run.names(archive.place().resolve("prod/restored/000003e8/0000000000000003")))
                .hasSize(1);
        assertThat(restore("again", "--zxid", "3", "--yes").err())
                .contains("note: this moment was restored before, with epoch 1000");
        assertThat(restore("third", "--zxid", "4", "--plan").out()).contains("epoch     2000");
        assertThat(restore("third", "--backup", FIRST, "--plan").out()).contains("epoch     2000");
    }

    @Test
    void whereThatCannotBeNotedTheRestoreIsDoneAllTheSame() throws IOException {
        Files.writeString(archive.place().resolve("prod/restored"), "in the way");

        Run run = restore("new", "--before", "/n4", "--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("note: that this moment was restored could not be written into the archive (")
                .contains("the restore itself is done");
        assertThat(directory.resolve("new/version-2")).isNotEmptyDirectory();
    }

    @Test
    void theCommandForTheOtherServersNamesTheZxidAndTheTape() throws IOException {
        archive.server.creates(2);
        archive.backUpMember(MEMBER);

        Run refused = restore("new", "--time", "2023-11-14T22:13:20.003Z", "--yes");
        Run plan = plan("--time", "2023-11-14T22:13:20.003Z");

        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err())
                .contains("'--time 2023-11-14T22:13:20.003Z' may name another moment for the next server")
                .contains("Name the moment; right now it is:");
        String command = Run.lineWith(plan.out(), "  keepsake ");
        assertThat(command).contains(" --zxid 0x3 --tape ", " --epoch 1000 ").doesNotContain("--time", "--backup");
        Run done = Run.typed(command + " --yes");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(restore("other", "--zxid", "0x3", "--epoch", "1000", "--expect", Run.hash(plan.out()), "--yes")
                        .code())
                .isZero();
    }

    @Test
    void whereTapesDisagreeTheLatestIsRefusedUntilOneIsNamed() throws IOException {
        SampleArchive clone = archive.cloned(directory.resolve("clone"), "another ");
        clone.server.creates(7);
        clone.backUpAs("master-2", MEMBER);

        Run moment = plan("--latest");
        Run backup = plan("--backup", "latest");
        Run standard = plan();

        for (Run run : List.of(moment, backup, standard)) {
            assertThat(run.code()).as(run.out()).isEqualTo(4);
            assertThat(run.err())
                    .contains("keepsake: the tapes master-2/zk/", " and master-1/zk/")
                    .contains("hold different transactions: at 0x1 master-2 holds 'create /n1' made at ")
                    .contains("and master-1 holds the same with other content")
                    .contains("--tape master-1/zk", "--tape master-2/zk");
        }
        assertThat(plan("--latest", "--tape", "master-1/zk").out()).contains("chosen    0x5");
        assertThat(plan("--latest", "--tape", "master-2").out()).contains("chosen    0x7");
        assertThat(plan("--backup", "latest", "--tape", "master-2").code()).isZero();
        assertThat(plan("--backup", FIRST).code()).as("it is named").isZero();
    }

    @Test
    void whatOneTapeLacksAnotherOneLendsAndThatIsSaid() throws IOException {
        SampleArchive twin = archive.cloned(directory.resolve("twin"), "value of ");
        twin.server.creates(7);
        twin.backUpAs("master-2", MEMBER);
        String whole = Run.hash(plan("--zxid", "0x4").out());
        Files.delete(file("master-1", "/link/0000000000000001"));
        Files.delete(file("master-2", "/base/"));

        Run plan = plan("--zxid", "0x4");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(Run.hash(plan.out())).isEqualTo(whole);
        assertThat(plan.out())
                .containsPattern("bridge    everything after 0x0 through 0x1 from tape master-1/zk/[0-9A-Z]{26}")
                .containsPattern("bridge    everything after 0x1 through 0x4 from tape master-2/zk/[0-9A-Z]{26}")
                .containsPattern("note      no tape alone leads to this moment; it is restored by master-1/zk/");
        assertThat(plan("--zxid", "0x4", "-o", "json").out()).contains("\"legs\"", "\"node\" : \"master-2\"");
        assertThat(archive.run("list", "--ranges").out())
                .containsPattern(
                        "helped behind 0x1 .* through 0x7: with the help of master-2/zk/[0-9A-Z]{26}, which holds"
                                + " 0x1 alike, through 0x7");
        assertThat(plan("--time", "2023-11-14T22:13:20.004Z").out())
                .contains("bridge    everything after 0x1 through 0x4");
        assertThat(plan("--before", "/n5").out()).contains("bridge    everything after 0x1 through 0x4");
        assertThat(plan("--latest").out()).contains("bridge    everything after 0x1 through 0x7");
        Run done = restore("bridged", "--zxid", "0x4", "--yes");
        assertThat(done.code()).as(done.err()).isZero();
    }

    @Test
    void theCommandForTheOtherServersGoesTheSameWayWhateverIsArchivedMeanwhile() throws IOException {
        SampleArchive twin = archive.cloned(directory.resolve("twin"), "value of ");
        twin.server.creates(7);
        twin.backUpAs("master-2", MEMBER);
        Files.delete(file("master-1", "/link/0000000000000001"));
        Files.delete(file("master-2", "/base/"));
        JsonNode json =
                new ObjectMapper().readTree(plan("--latest", "-o", "json").out());
        assertThat(json.at("/moment/legs")).hasSize(2);
        String command = json.get("command").textValue();
        assertThat(command)
                .contains(" --zxid 0x7 --tape " + json.at("/moment/legs/0/tape").textValue());

        SampleArchive clone = archive.cloned(directory.resolve("clone"), "another ");
        clone.server.creates(1);
        clone.backUpAs("master-0", "20261123T030000Z");
        clone.server.creates(7);
        clone.backUpAs("master-0", "20261124T030000Z");
        Run first = Run.typed(command + " --yes");
        Run second = Run.typed(command.replace("/new", "/second") + " --yes");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(second.code()).as(second.err()).isZero();
        List<Path> seeds = Run.files(directory.resolve("new"));
        assertThat(seeds).hasSizeGreaterThan(2);
        for (Path seed : seeds) {
            Path other =
                    directory.resolve("second").resolve(directory.resolve("new").relativize(seed));
            assertThat(Files.mismatch(seed, other)).as("%s", seed).isEqualTo(-1);
        }
        assertThat(Run.typed(command.replaceFirst("--tape [^ ]+ ", "").replace("/new", "/third") + " --yes")
                        .code())
                .as("without the tape it would be the clone's, which has another hash")
                .isEqualTo(4);
    }

    @Test
    void damageThatShowsInTheMidstOfARestoreIsGoneAround() throws IOException {
        SampleArchive twin = archive.cloned(directory.resolve("twin"), "value of ");
        twin.server.creates(7);
        twin.backUpAs("master-2", MEMBER);
        archive.server.creates(2);
        archive.backUpMember("20261123T030000Z");
        String whole = Run.hash(plan("--zxid", "0x7").out());
        Files.delete(file("master-2", "/base/"));
        Path link = file("master-1", "/link/0000000000000001");
        byte[] bytes = Files.readAllBytes(link);
        bytes[bytes.length - 80] ^= 1;
        Files.write(link, bytes);

        Run plan = plan("--zxid", "0x7");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.err()).contains("is damaged (", "going on by way of several tapes");
        assertThat(plan.out()).contains("bridge    everything after 0x1 through 0x7 from tape master-2/zk/");
        assertThat(Run.hash(plan.out())).isEqualTo(whole);
    }

    private Path file(String node, String part) throws IOException {
        return Run.files(archive.place()).stream()
                .filter(path -> path.toString().contains("/zk/" + node + "/")
                        && path.toString().contains(part))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsAtTheEdgesIsRefusedWithTheNearestMoments() {
        Run after = plan("--zxid", "0x6");
        Run late = plan("--time", "2024-01-01T00:00:00Z");
        Run early = plan("--time", "2020-01-01T00:00:00Z");
        Run never = plan("--before", "/never");

        assertThat(after.code()).isEqualTo(4);
        assertThat(after.err())
                .isEqualTo(
                        "keepsake: 0x6 cannot be restored: it is after the newest transaction that is archived whole."
                                + " The nearest moments that can be restored: before it 0x5 (2023-11-14T22:13:20.005Z), --zxid"
                                + " 0x5. 'keepsake list --ranges' shows what there is\n(KS-4001; see"
                                + " TROUBLESHOOTING.md)\n");
        assertThat(late.code()).isEqualTo(4);
        assertThat(late.err()).contains("2024-01-01T00:00:00Z is after the newest transaction", "--zxid 0x5");
        assertThat(early.code()).isEqualTo(4);
        assertThat(early.err()).contains("is from before 2020-01-01T00:00:00Z", "after it 0x1");
        assertThat(never.code()).isEqualTo(3);
        assertThat(never.err()).contains("nothing that is archived creates, changes or deletes /never");
    }

    @Test
    void jsonTellsTheMomentAndWhatFollowsIt() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(plan("--before", "/n4", "-o", "json").out());

        assertThat(json.get("backup").isNull()).isTrue();
        assertThat(json.get("zxid").textValue()).isEqualTo("0x3");
        assertThat(json.get("moment").toString())
                .isEqualTo("{\"asked\":\"--before /n4\",\"zxid\":\"0x3\",\"time\":\"2023-11-14T22:13:20.003Z\","
                        + "\"next\":{\"zxid\":\"0x4\",\"time\":\"2023-11-14T22:13:20.004Z\",\"kind\":\"create\","
                        + "\"paths\":[\"/n4\"]},\"legs\":[],\"notes\":[]}");
        assertThat(json.get("command").textValue()).contains("--zxid 0x3");
        JsonNode backup = new ObjectMapper()
                .readTree(plan("--backup", FIRST, "-o", "json").out());
        assertThat(backup.get("moment").isNull()).isTrue();
    }

    @Test
    void changesOfAZnodeAreListed() throws IOException {
        Run text = archive.run("restore", "zookeeper", "--before", "/n4", "--list-changes");
        Run json = archive.run("restore", "zookeeper", "--before", "/n4", "--list-changes", "-o", "json");

        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out().lines())
                .containsExactly(
                        "CHANGE  ZXID  TIME                      KIND",
                        "1       0x4   2023-11-14T22:13:20.004Z  create");
        assertThat(new ObjectMapper().readTree(json.out()).toString())
                .isEqualTo("[{\"zxid\":\"0x4\",\"time\":\"2023-11-14T22:13:20.004Z\",\"kind\":\"create\","
                        + "\"paths\":[\"/n4\"]}]");
    }

    @Test
    void wordsThatDoNotGoTogetherAreUsageErrors() {
        for (String[] wrong : List.of(
                new String[] {"--zxid", "3", "--time", "2023-11-14T22:13:20Z"},
                new String[] {"--backup", "latest", "--latest"},
                new String[] {"--before", "/a", "--zxid", "3"},
                new String[] {"--zxid", "three"},
                new String[] {"--zxid", "0xgg"},
                new String[] {"--time", "yesterday"},
                new String[] {"--time", "2023-11-14T22:13:20"},
                new String[] {"--before", "n4"},
                new String[] {"--before", "/n4/"},
                new String[] {"--change", "2"},
                new String[] {"--list-changes"},
                new String[] {"--before", "/n4", "--change", "0"},
                new String[] {"--latest", "--with-unproven-tail"})) {
            Run run = plan(wrong);

            assertThat(run.code()).as(Arrays.toString(wrong) + run.err()).isEqualTo(2);
            assertThat(run.err()).startsWith("keepsake: ").doesNotContain("\tat ");
        }
        assertThat(plan("--zxid", "3", "--latest").err())
                .contains("only one moment can be restored: give one of --zxid, --latest");
    }

    @Test
    void whereATapeIsDamagedAnotherOneIsTakenAndThatIsSaid() throws IOException {
        archive.backUpAs("node-2", MEMBER);
        flip(Run.files(archive.place().resolve("prod/zk/master-1")).stream()
                .filter(path -> path.toString().contains("/base/"))
                .findFirst()
                .orElseThrow());

        Run run = plan("--zxid", "5");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("note: base 0x0 of tape master-1/zk ", " is damaged (object prod/zk/master-1/zk/");
        assertThat(run.out()).contains("tape      node-2/zk");
        assertThat(plan("--zxid", "5", "--tape", "master-1").code()).isEqualTo(5);
    }

    private static void flip(Path object) throws IOException {
        byte[] bytes = Files.readAllBytes(object);
        bytes[bytes.length / 2] ^= 1;
        Files.write(object, bytes);
    }

    private Run plan(String... options) {
        return restore(
                "new",
                Stream.concat(Arrays.stream(options), Stream.of("--plan")).toArray(String[]::new));
    }

    private Run restore(String target, String... options) {
        return archive.run(Stream.concat(
                        Stream.of(
                                "restore",
                                "zookeeper",
                                "--data-dir",
                                directory.resolve(target).toString()),
                        Arrays.stream(options))
                .toArray(String[]::new));
    }
}
