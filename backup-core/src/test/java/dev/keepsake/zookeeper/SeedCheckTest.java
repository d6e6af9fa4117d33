package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.RestorePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedCheckTest {

    private static final String SEED = "version-2/snapshot.3e900000000";
    private static final String COPY = "version-2/snapshot.3e8ffffffff";

    @TempDir
    private Path directory;

    private Path one = Path.of("");
    private Path two = Path.of("");
    private String hash = "";

    @BeforeEach
    void seedsTwoServers() throws IOException {
        one = directory.resolve("one");
        two = directory.resolve("two");
        RestorePlan plan = Seedings.seed(Seedings.tree("a"), Seedings.options(one));
        Seedings.seed(Seedings.tree("a"), Seedings.options(two));
        hash = plan.hash();
    }

    @Test
    void equalServersAreGood() {
        CheckReport report = report(Optional.empty());

        assertThat(report.good()).isTrue();
        assertThat(report.findings())
                .hasSize(2)
                .allMatch(finding -> finding.seen()
                        .equals("snapshot.3e900000000, hash " + hash + ", epoch 1001, sealed, second copy equal"));
        assertThat(report(Optional.of(hash)).good()).isTrue();
    }

    @Test
    void anotherTreeIsNamedWithTheServerItDiffersFrom() throws IOException {
        remove(two);
        Seedings.seed(Seedings.tree("b"), Seedings.options(two));

        assertBad("differs from " + one, "restore this one again");
    }

    @Test
    void anotherHashThanExpectedIsBadAndDoesNotMakeTheOthersBad() throws IOException {
        remove(one);
        Seedings.seed(Seedings.tree("b"), Seedings.options(one));

        List<CheckReport.Finding> findings = report(Optional.of(hash)).findings();

        assertThat(findings.get(0).good()).isFalse();
        assertThat(findings.get(0).seen()).contains("expected hash " + hash);
        assertThat(findings.get(1).good()).as(findings.get(1).seen()).isTrue();
    }

    @Test
    void anotherEpochIsBad() throws IOException {
        Files.writeString(two.resolve("version-2/acceptedEpoch"), "1002");

        assertBad("currentEpoch is 1001 and acceptedEpoch is 1002, but the seed's epoch is 1001");
    }

    @Test
    void aMissingEpochIsBad() throws IOException {
        Files.delete(two.resolve("version-2/currentEpoch"));

        assertBad("currentEpoch is missing");
    }

    @Test
    void aSeedInAnotherEpochIsBadThoughItIsTheSame() throws IOException {
        remove(two);
        SeedOptions later = new SeedOptions(
                two,
                two,
                Seedings.MOMENT,
                Seedings.EPOCH + 1,
                SessionPolicy.DROP,
                Optional.of(hash),
                Optional.empty(),
                false);
        Seedings.seed(Seedings.tree("a"), later);

        assertBad("snapshot.3ea00000000, hash " + hash, "differs from " + one);
    }

    @Test
    void aSeedCutAtAnyByteIsBad() throws IOException {
        byte[] whole = Files.readAllBytes(two.resolve(SEED));
        for (String name : List.of(SEED, COPY)) {
            for (int length = 0; length < whole.length; length++) {
                Files.write(two.resolve(name), Arrays.copyOf(whole, length));
                assertThat(report(Optional.empty()).good())
                        .as(name + " of " + length + " bytes")
                        .isFalse();
            }
            Files.write(two.resolve(name), whole);
        }
    }

    @Test
    void aSeedWithAnyByteChangedOrAddedIsBad() throws IOException {
        byte[] whole = Files.readAllBytes(two.resolve(SEED));
        for (int offset = 0; offset < whole.length; offset++) {
            DiskServer.flip(two.resolve(SEED), offset);
            assertThat(report(Optional.empty()).good()).as("byte " + offset).isFalse();
            DiskServer.flip(two.resolve(SEED), offset);
        }
        Files.write(two.resolve(SEED), new byte[1], StandardOpenOption.APPEND);
        assertThat(report(Optional.empty()).good()).isFalse();
    }

    @Test
    void aMissingCopyIsBad() throws IOException {
        Files.delete(two.resolve(COPY));

        assertBad("1 snapshots and 0 logs instead of 2 and 0");
    }

    @Test
    void aCopyOfAnotherNameIsBad() throws IOException {
        Files.move(two.resolve(COPY), two.resolve("version-2/snapshot.3e8fffffffe"));

        assertBad("snapshot.3e8fffffffe is not the second copy of snapshot.3e900000000");
    }

    @Test
    void aBlankServerIsBad() throws IOException {
        remove(two);

        assertBad("blank", "a blank server can win the election");
    }

    @Test
    void aServerThatWasStartedIsBad() throws IOException {
        Files.createFile(two.resolve("version-2/log.3e900000001"));

        assertBad("has this server been started?");
    }

    @Test
    void anotherEpochThanExpectedIsBad() throws Exception {
        CheckReport report = new SeedCheck(List.of(one), Optional.empty(), Optional.of(7L)).report();

        assertThat(report.good()).isFalse();
        assertThat(report.findings().get(0).seen()).endsWith("; expected epoch 7");
    }

    @Test
    void aLogDirectoryOfItsOwnIsLookedInto() throws IOException {
        Path data = directory.resolve("data");
        Path log = directory.resolve("log");
        Seedings.seed(Seedings.tree("a"), Seedings.options(data, log));

        assertThat(split(data, log).good()).isTrue();
        assertThat(split(data, log).findings().get(0).seen()).endsWith("second copy equal, no logs in " + log);

        Path started = Files.createFile(log.resolve("version-2/log.3e900000001"));
        assertSplitBad(data, log, "2 snapshots and 1 logs instead of 2 and 0", "has this server been started?");
        Files.move(started, log.resolve("version-2/snapshot.3e900000000"));
        assertSplitBad(data, log, "there are snapshots in " + log.resolve("version-2"), "does not start with such");
        Files.move(log.resolve("version-2/snapshot.3e900000000"), data.resolve("version-2/log.1"));
        assertSplitBad(data, log, "or logs in " + data.resolve("version-2"));
        Files.delete(data.resolve("version-2/log.1"));
        Files.delete(log.resolve("version-2"));
        assertSplitBad(data, log, "there is no " + log.resolve("version-2"), "is this the server's dataLogDir");
    }

    private static void assertSplitBad(Path data, Path log, String... words) {
        CheckReport report = split(data, log);
        assertThat(report.good()).isFalse();
        assertThat(report.findings().get(0).seen()).contains(words);
    }

    private static CheckReport split(Path data, Path log) {
        return new SeedCheck(List.of(data), List.of(log), Optional.empty(), Optional.empty()).report();
    }

    private void assertBad(String... words) {
        List<CheckReport.Finding> findings = report(Optional.empty()).findings();
        assertThat(findings.get(0).good()).isTrue();
        assertThat(findings.get(1).good()).isFalse();
        assertThat(findings.get(1).subject()).isEqualTo(two.toString());
        assertThat(findings.get(1).seen()).contains(words);
    }

    private CheckReport report(Optional<String> expected) {
        return new SeedCheck(List.of(one, two), expected, Optional.empty()).report();
    }

    private static void remove(Path server) throws IOException {
        for (String name : Seedings.content(server.resolve("version-2"))) {
            Files.delete(server.resolve("version-2").resolve(name));
        }
        Files.delete(server.resolve("version-2"));
    }
}
