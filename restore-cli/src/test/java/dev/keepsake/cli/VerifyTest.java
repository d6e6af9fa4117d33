package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.StoredPiece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proving a backup by the command line, and what list and show make of the report. */
class VerifyTest {

    private static final String ID = "20261122T030000Z";

    @TempDir
    private Path directory;

    private SampleArchive archive;
    private Manifest backup;

    @BeforeEach
    void aBackup() throws IOException {
        archive = new SampleArchive(directory);
        archive.server.creates(5);
        backup = archive.backUp(ID, null);
    }

    @Test
    void aGoodBackupIsProvenAndListedAsSuch() throws IOException {
        Run verify = archive.run("verify");

        assertThat(verify.code()).as(verify.err()).isZero();
        assertThat(verify.err()).isEmpty();
        assertThat(verify.out())
                .contains("ok    manifest: prod/manifest/2026/11/" + ID + ".json: whole")
                .contains("ok    part: prod/backup/" + ID + "/master-1.part.json")
                .contains("5 transactions through 0x5, 6 znodes; none of them lies behind the base's window")
                .contains("not compared: master-1/zk: access lists and quotas")
                .contains("PROVEN through 0x5: backup " + ID)
                .contains("recorded as prod/verify/" + ID + "/")
                .doesNotContain("FAIL");
        assertThat(records()).singleElement().asString().matches("[0-9A-Z]{26}-proof-0000000000000005\\.json");
        assertThat(archive.run("list").out()).containsPattern("(?m)yes +0x5 \\([0-9]+s ago\\)$");
        assertThat(archive.run("show", ID).out()).contains("looked at 20", "level proof", "PROVEN through 0x5");
    }

    @Test
    void aMomentIsProvenByTheWayThatARestoreTakes() throws IOException {
        SampleArchive twin = archive.cloned(directory.resolve("twin"), "value of ");
        twin.server.creates(7);
        twin.backUpAs("master-2", "20261123T030000Z");
        delete("/zk/master-2/", "/base/");

        Run newest = archive.run("verify", "newest");
        Run zxid = archive.run("verify", "--zxid", "0x6", "--level", "objects");
        JsonNode json = json(archive.run("verify", "0x6", "-o", "json"));

        assertThat(newest.code()).as(newest.out() + newest.err()).isZero();
        assertThat(newest.out())
                .startsWith("chosen 0x7 (2023-11-14T22:13:20.007Z), for --latest")
                .containsPattern("ok    bridge: everything after 0x0 through 0x5 from tape master-1/zk/[0-9A-Z]{26}")
                .containsPattern("ok    bridge: everything after 0x5 through 0x7 from tape master-2/zk/[0-9A-Z]{26}")
                .contains("5 transactions from 0x1 to 0x5: agreed by 2 of 2 nodes")
                .contains("note  no tape alone leads to this moment")
                .contains("PROVEN: 0x7 (")
                .doesNotContain("FAIL", "DAMAGE", "recorded as");
        assertThat(zxid.code()).as(zxid.out()).isZero();
        assertThat(zxid.out()).contains("All objects that lead to 0x6");
        assertThat(json.at("/legs")).hasSize(2);
        assertThat(json.at("/good").booleanValue()).isTrue();
        assertThat(json.at("/moment/zxid").textValue()).isEqualTo("0x6");
        assertThat(archive.place().resolve("prod/verify")).doesNotExist();
        assertThat(archive.run("verify", "0x6", "--zxid", "6").code()).isEqualTo(2);
        assertThat(archive.run("verify", "yesterday").code()).isEqualTo(2);
    }

    @Test
    void damageThatHindersNothingHasAnExitCodeOfItsOwn() throws IOException {
        SampleArchive twin = archive.cloned(directory.resolve("twin"), "value of ");
        twin.server.creates(5);
        twin.backUpAs("master-2", "20261123T030000Z");
        Path base = find("/zk/master-1/", "/base/");
        byte[] bytes = Files.readAllBytes(base);
        bytes[bytes.length - 80] ^= 1;
        Files.write(base, bytes);

        Run moment = archive.run("verify", "--zxid", "5");

        assertThat(moment.code()).as(moment.out()).isEqualTo(5);
        assertThat(moment.out())
                .contains("DAMAGE spared: base 0x0 of tape master-1/zk")
                .contains("PROVEN: 0x5")
                .contains("DAMAGE in 1 place, which hinders nothing as long as");
        assertThat(archive.run("verify", ID).code())
                .as("the backup names just that base")
                .isEqualTo(9);
    }

    private Path find(String node, String part) throws IOException {
        return Run.files(archive.place()).stream()
                .filter(path ->
                        path.toString().contains(node) && path.toString().contains(part))
                .findFirst()
                .orElseThrow();
    }

    private void delete(String node, String part) throws IOException {
        Files.delete(find(node, part));
    }

    @Test
    void theReportInJsonIsAContract() throws IOException {
        JsonNode verified = json(archive.run("verify", ID, "-o", "json"));
        JsonNode shown = json(archive.run("show", ID, "-o", "json"));
        JsonNode listed = json(archive.run("list", "-o", "json")).get(0);

        assertThat(verified.at("/backup").textValue()).isEqualTo(ID);
        assertThat(verified.at("/level").textValue()).isEqualTo("proof");
        assertThat(verified.at("/good").booleanValue()).isTrue();
        assertThat(verified.at("/through").textValue()).isEqualTo("0x5");
        assertThat(verified.at("/tapes/0/transactions").intValue()).isEqualTo(5);
        assertThat(verified.at("/tapes/0/digests").intValue()).isZero();
        assertThat(verified.at("/tapes/0/lastDigest").isNull()).isTrue();
        assertThat(verified.at("/agreed").isArray()).isTrue();
        assertThat(verified.at("/record").textValue()).startsWith("prod/verify/" + ID);
        assertThat(shown.at("/proof/findings")).isEqualTo(verified.at("/findings"));
        assertThat(shown.get("proven")).isEqualTo(listed.get("proven"));
        assertThat(listed.at("/proven/good").booleanValue()).isTrue();
        assertThat(listed.at("/proven/level").textValue()).isEqualTo("proof");
        assertThat(listed.at("/proven/through").textValue()).isEqualTo("0x5");
    }

    @Test
    void aDamagedObjectIsNamedWithItsPlaceAndTheFailureIsRecorded() throws IOException {
        flip(backup.shares().get(0).share().base());

        for (String level : List.of("objects", "proof")) {
            Run verify = archive.run("verify", "latest", "--level", level);

            assertThat(verify.code()).as(level).isEqualTo(9);
            assertThat(verify.out())
                    .contains("FAIL  master-1/zk: object "
                            + backup.shares().get(0).share().base().key() + ", offset ")
                    .contains("FAILED: backup " + ID)
                    .doesNotContain("PROVEN");
        }
        assertThat(archive.run("list").out()).containsPattern("(?m)yes +FAILED \\([0-9]+s ago\\)$");
        assertThat(json(archive.run("list", "-o", "json")).at("/0/proven/good").booleanValue())
                .isFalse();
        assertThat(archive.run("show", ID).out()).contains("FAIL  master-1/zk: object ");
    }

    @Test
    void aFailureCountsUntilALookAsCloseFindsNothing() throws IOException {
        StoredPiece base = backup.shares().get(0).share().base();
        flip(base);
        assertThat(archive.run("verify").code()).isEqualTo(9);
        flip(base);

        assertThat(archive.run("verify", "--level", "objects").code()).isZero();
        assertThat(archive.run("list").out()).contains("FAILED");
        assertThat(archive.run("verify").code()).isZero();
        assertThat(archive.run("list").out()).doesNotContain("FAILED").contains("yes       0x5 (");
    }

    @Test
    void wholeObjectsAloneProveNothing() throws IOException {
        Run verify = archive.run("verify", "--level", "objects");

        assertThat(verify.code()).isZero();
        assertThat(verify.out()).contains("All objects of backup " + ID + " are there and whole");
        assertThat(archive.run("list").out()).containsPattern("(?m)yes +-$");
    }

    @Test
    void aDamagedManifestIsAFailureOfItsBackup() throws IOException {
        Path manifest = archive.place().resolve("prod/manifest/2026/11/" + ID + ".json");
        Files.writeString(manifest, Files.readString(manifest).replace("0.1-test", "0.2-test"));

        for (String word : List.of("latest", ID)) {
            Run verify = archive.run("verify", word);

            assertThat(verify.code()).isEqualTo(9);
            assertThat(verify.out()).contains("FAIL  manifest: ", "prod/manifest/2026/11/" + ID + ".json");
        }
        assertThat(records()).hasSize(2).allMatch(name -> name.endsWith("-proof-failed.json"));
    }

    @Test
    void nothingIsStoredWhereThatIsNotWanted() throws IOException {
        Run verify = archive.run("verify", "--no-record");

        assertThat(verify.code()).isZero();
        assertThat(verify.out()).doesNotContain("recorded");
        assertThat(archive.place().resolve("prod/verify")).doesNotExist();
    }

    @Test
    void aStoreThatTakesNoReportIsNoFailure() throws IOException {
        Path cluster = archive.place().resolve("prod");
        Files.createFile(cluster.resolve("verify"));

        Run verify = archive.run("verify", "--level", "objects");

        assertThat(verify.code()).as(verify.err()).isZero();
        assertThat(verify.err()).contains("note: the report could not be stored in the archive");
        assertThat(verify.out()).contains("All objects of backup").doesNotContain("recorded");
    }

    @Test
    void anotherBackupOrTapeThanThereIsIsNotFound() {
        assertThat(archive.run("verify", "20261120T030000Z").code()).isEqualTo(3);
        assertThat(archive.run("verify", "--tape", "master-7").code()).isEqualTo(3);
        assertThat(archive.run("verify", "--tape", "master-7").err()).contains("master-7", "keepsake show");
        assertThat(archive.run("verify", "--level", "drill").code()).isEqualTo(2);
    }

    private List<String> records() throws IOException {
        try (Stream<Path> files =
                Files.list(archive.place().resolve("prod/verify").resolve(ID))) {
            return files.map(file -> Objects.requireNonNull(file.getFileName()).toString())
                    .toList();
        }
    }

    private void flip(StoredPiece piece) throws IOException {
        Path file = archive.place().resolve(piece.key().value());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static JsonNode json(Run run) throws IOException {
        return new ObjectMapper().readTree(run.out());
    }
}
