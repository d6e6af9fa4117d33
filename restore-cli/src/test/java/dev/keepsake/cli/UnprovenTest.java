package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of stopped members of an ensemble: what is shown of the unproven part, and who gets it back. */
class UnprovenTest {

    private static final String FIRST = "20261121T030000Z";
    private static final String SECOND = "20261122T030000Z";

    @TempDir
    private Path directory;

    @Test
    void showNamesTheTailAndWhoWasNotSeen() throws IOException {
        SampleArchive archive = withTail();

        Run text = archive.run("show", SECOND);
        JsonNode json = json(archive.run("show", SECOND, "-o", "json"));

        assertThat(text.out())
                .contains("reaches   0x5", "; not complete")
                .contains("unproven  2 transactions after 0x5 through 0x7, made from 2023-11-14T")
                .contains("they are NOT restored")
                .contains("newer transactions may have been committed")
                .doesNotContain("remark-");
        JsonNode source = json.get("sources").get(0);
        assertThat(source.at("/unproven/tail/after").textValue()).isEqualTo("0x5");
        assertThat(source.at("/unproven/tail/through").textValue()).isEqualTo("0x7");
        assertThat(source.at("/unproven/tail/count").intValue()).isEqualTo(2);
        assertThat(source.get("proven").booleanValue()).isTrue();
        assertThat(source.get("newerCommitsPossible").booleanValue()).isTrue();
        assertThat(source.get("serversNotSeen").toString()).isEqualTo("[\"1\",\"2\",\"3\"]");
        JsonNode first =
                json(archive.run("show", FIRST, "-o", "json")).get("sources").get(0);
        assertThat(first.get("unproven").isNull()).isTrue();
        assertThat(first.get("newerCommitsPossible").booleanValue()).isFalse();
    }

    @Test
    void aRestoreStopsAtTheCommittedEndAndSaysSo() throws IOException {
        Run plan = restore(withTail(), SECOND, "--plan");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("moment    0x5", "unproven  2 transactions after 0x5 through 0x7", "they are NOT restored")
                .contains("look at the plan with --with-unproven-tail");
        assertThat(command(plan)).doesNotContain("--with-unproven-tail");
    }

    @Test
    void aRestoreWithTheTailSaysSoAndSoDoItsCommands() throws IOException {
        SampleArchive archive = withTail();

        Run without = restore(archive, SECOND, "--plan", "-o", "json");
        Run plan = restore(archive, SECOND, "--plan", "--with-unproven-tail");
        JsonNode json = json(restore(archive, SECOND, "--plan", "--with-unproven-tail", "-o", "json"));
        Run done = restore(
                archive,
                SECOND,
                "--with-unproven-tail",
                "--yes",
                "--expect",
                json.get("hash").textValue());

        assertThat(plan.out()).contains("moment    0x7", "they ARE restored, as asked for");
        assertThat(command(plan)).contains(" --with-unproven-tail ");
        assertThat(json.get("withUnprovenTail").booleanValue()).isTrue();
        assertThat(json.get("zxid").textValue()).isEqualTo("0x7");
        assertThat(json.get("hash")).isNotEqualTo(json(without).get("hash"));
        assertThat(done.code()).as(done.err()).isZero();
    }

    @Test
    void whatProvesNothingIsRestoredOnlyOnRequest() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.server.creates(5);
        ensemble(archive);
        archive.backUp(FIRST, null);

        Run refused = restore(archive, FIRST, "--plan");
        Run wanted = restore(archive, FIRST, "--plan", "--with-unproven-tail");

        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err())
                .contains(
                        "nothing in backup " + FIRST + " is proven to have been committed", "add --with-unproven-tail");
        assertThat(wanted.code()).as(wanted.err()).isZero();
        assertThat(wanted.out()).contains("moment    0x5", "unproven  the snapshot 0x0");
        assertThat(command(wanted)).contains(" --with-unproven-tail ").doesNotContain("--tape");
        assertThat(archive.run("list").out()).containsPattern(FIRST + " .* 0x0 .* no");
        assertThat(archive.run("show", FIRST).out()).contains("tape    none: nothing of this is proven");
    }

    @Test
    void aBackupWithoutATailRefusesTheOption() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.server.creates(5);
        archive.backUp(FIRST, null);

        Run run = restore(archive, FIRST, "--plan", "--with-unproven-tail");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("has no unproven tail: everything in it was committed");
    }

    /** Five transactions archived as committed, and two more found on one of three stopped servers. */
    private SampleArchive withTail() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.server.creates(5);
        archive.backUp(FIRST, null);
        archive.server.creates(2);
        ensemble(archive);
        archive.backUp(SECOND, null);
        return archive;
    }

    private static void ensemble(SampleArchive archive) throws IOException {
        Files.writeString(
                archive.server.directory().resolve("zoo.cfg"), "server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n");
    }

    private Run restore(SampleArchive archive, String backup, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "restore",
                "zookeeper",
                "--backup",
                backup,
                "--data-dir",
                directory.resolve("target").toString()));
        words.addAll(List.of(more));
        return archive.run(words.toArray(new String[0]));
    }

    private static String command(Run run) {
        return run.out()
                .lines()
                .filter(line -> line.strip().startsWith("keepsake "))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(Run run) throws IOException {
        return new ObjectMapper().readTree(run.out());
    }
}
