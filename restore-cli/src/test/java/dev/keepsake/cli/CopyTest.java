package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CopyTest {

    @TempDir
    Path directory;

    private SampleArchive archive;
    private Path place;

    @BeforeEach
    void backups() throws IOException {
        archive = new SampleArchive(directory);
        for (int hour = 1; hour <= 3; hour++) {
            archive.server.creates(hour);
            archive.backUp("20260611T0" + hour + "3000Z", null);
        }
        place = directory.resolve("copy");
    }

    private Run copy(String... more) {
        List<String> words =
                new ArrayList<>(List.of("copy", "--to", place.toUri().toString()));
        words.addAll(List.of(more));
        return archive.run(words.toArray(new String[0]));
    }

    private Run there(String... words) {
        List<String> all = new ArrayList<>(List.of("--store", place.toUri().toString(), "--cluster", "prod"));
        all.addAll(List.of(words));
        return Run.of(all.toArray(new String[0]));
    }

    @Test
    void aCopyIsAnArchiveThatListsProvesAndRestores() throws IOException {
        Run copied = copy();

        assertThat(copied.code()).as(copied.err() + copied.out()).isZero();
        assertThat(copied.out()).contains("20260611T033000Z copied", "copied 3 of 3 backups to file:");
        assertThat(there("list").out()).isEqualTo(archive.run("list").out());
        assertThat(there("verify", "--no-record").code()).isZero();
        Path blank = directory.resolve("blank");
        Run restored =
                there("restore", "zookeeper", "--backup", "20260611T023000Z", "--data-dir", blank.toString(), "--yes");
        assertThat(restored.code()).as(restored.err()).isZero();
        Run again = copy();
        assertThat(again.out()).startsWith("copied 0 of 3 backups").contains("3 were there; 0 objects (0 B)");
    }

    @Test
    void aPlanCopiesNothing() throws IOException {
        Run plan = copy("--plan", "--backup", "latest");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("20260611T033000Z would be copied", "would copy 1 of 1 backups");
        assertThat(Run.names(place)).isEmpty();
    }

    @Test
    void scriptsReadWhatWasDone() throws IOException {
        JsonNode json = JsonOutput.MAPPER.readTree(copy("-o", "json").out());

        assertThat(json.get("backups")).hasSize(3);
        assertThat(json.get("backups").get(0).get("fate").asText()).isEqualTo("copied");
        assertThat(json.get("objects").asLong()).isGreaterThan(5);
        assertThat(json.get("findings")).isEmpty();
    }

    @Test
    void damageIsNamedAndEndsWithFive() throws IOException {
        Path link = Run.files(archive.place()).stream()
                .filter(file -> file.toString().contains("/link/"))
                .reduce((one, other) -> other)
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(link);
        bytes[bytes.length / 2] ^= 1;
        Files.write(link, bytes);

        Run copied = copy();

        assertThat(copied.code()).isEqualTo(5);
        assertThat(copied.out()).contains("20260611T033000Z left out: ", "copied 2 of 3 backups", "NOT copied");
        assertThat(there("list").out()).doesNotContain("20260611T033000Z");
    }

    @Test
    void theArchiveItselfAndAnotherOneAreRefused() throws IOException {
        Run itself = archive.run("copy", "--to", archive.place().toUri().toString());
        Run within =
                archive.run("copy", "--to", archive.place().resolve("x").toUri().toString());
        SampleArchive other = new SampleArchive(directory.resolve("other"));
        Files.createDirectories(directory.resolve("other"));
        other.server.creates(1);
        other.backUp("20260611T013000Z", null);
        Run another = archive.run("copy", "--to", other.place().toUri().toString());

        assertThat(List.of(itself.code(), within.code(), another.code())).containsOnly(4);
        assertThat(itself.err()).contains("is the archive itself");
        assertThat(another.err()).contains("holds archive ", "two archives are never mixed");
    }

    @Test
    void theTargetIsNamedByFlagsOrAnotherConfiguration() throws IOException {
        Path config = directory.resolve("other.yaml");
        Files.writeString(config, "cluster: prod\nstore: {url: \"" + place.toUri() + "\"}\n");

        assertThat(archive.run("copy").err()).contains("where to? Give --to URL or --to-config FILE");
        assertThat(archive.run("copy", "--to", "ftp://x").err()).contains("flag --to");
        assertThat(archive.run("copy", "--to-config", config.toString()).code()).isZero();
        Files.writeString(config, "cluster: test\nstore: {url: \"" + place.toUri() + "\"}\n");
        assertThat(archive.run("copy", "--to-config", config.toString()).err()).contains("is of cluster test");
    }

    @Test
    void aDirectoryKeepsNothingOfItsPast() {
        Run past = archive.run("list", "--as-of", "2026-06-11T03:00:00Z");

        assertThat(past.code()).isEqualTo(4);
        assertThat(past.err()).contains("keeps no versions").contains("without --as-of");
    }

    @Test
    void whatIsDamagedInTheCopyIsReplacedWhereThatIsAskedFor() throws IOException {
        copy();
        Path link = damaged(place);
        FileTime untouched = FileTime.fromMillis(1_000);
        Path good = Run.files(place).stream()
                .filter(file -> file.toString().contains("/base/"))
                .findFirst()
                .orElseThrow();
        Files.setLastModifiedTime(good, untouched);

        Run plain = copy();
        Run plan = copy("--mend", "--plan");
        Run broken = there("verify", "--no-record");
        Run mended = copy("--mend");

        assertThat(plain.out()).doesNotContain("replaced");
        assertThat(plan.out()).contains("would replace prod/zk/");
        assertThat(broken.code()).isEqualTo(9);
        assertThat(mended.code()).as(mended.err() + mended.out()).isZero();
        assertThat(mended.out().lines().filter(line -> line.startsWith("replaced ")))
                .hasSize(1);
        assertThat(link).hasSameBinaryContentAs(archive.place().resolve(place.relativize(link)));
        assertThat(there("verify", "--no-record").code()).isZero();
        assertThat(Files.getLastModifiedTime(good)).isEqualTo(untouched);
        assertThat(copy("--mend").out()).doesNotContain("replaced");
    }

    @Test
    void whatIsDamagedInBothPlacesIsLeftAsItIsAndSaid() throws IOException {
        copy();
        Path link = damaged(place);
        damaged(archive.place());
        byte[] before = Files.readAllBytes(link);

        Run mended = copy("--mend");

        assertThat(mended.code()).isEqualTo(5);
        assertThat(mended.out()).contains("NOT replaced: prod/zk/");
        assertThat(link).hasBinaryContent(before);
    }

    @Test
    void whatIsGoneInTheCopyIsBroughtBackToo() throws IOException {
        copy();
        Path base = Run.files(place).stream()
                .filter(file -> file.toString().contains("/base/"))
                .findFirst()
                .orElseThrow();
        Files.delete(base);

        Run plan = copy("--mend", "--plan");
        JsonNode json = JsonOutput.MAPPER.readTree(
                copy("--mend", "--plan", "-o", "json").out());
        Run mended = copy("--mend");

        assertThat(plan.out()).contains("would bring back prod/zk/", "which is gone there");
        assertThat(json.get("mended").get(0).get("kind").asText()).isEqualTo("gone");
        assertThat(mended.code()).as(mended.err() + mended.out()).isZero();
        assertThat(mended.out()).contains("brought back prod/zk/");
        assertThat(base).hasSameBinaryContentAs(archive.place().resolve(place.relativize(base)));
    }

    /** The first link of the only tape, with one byte changed in its middle. */
    private static Path damaged(Path archive) throws IOException {
        Path link = Run.files(archive).stream()
                .filter(file -> file.toString().contains("/link/"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(link);
        bytes[bytes.length / 2] ^= 1;
        Files.write(link, bytes);
        return link;
    }
}
