package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who did what, as {@code keepsake audit} tells it. */
final class AuditTest {

    private static final String ID = "20261122T030000Z";

    @TempDir
    private Path directory;

    @Test
    void whoRestoredHeldAndReleasedIsRememberedWithWhatCameOfIt() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.server.creates(5);
        archive.backUp(ID, null);
        String blank = directory.resolve("blank").toString();

        archive.run("restore", "zookeeper", "--backup", ID, "--data-dir", blank, "--plan");
        Run restored = archive.run("restore", "zookeeper", "--backup", ID, "--data-dir", blank, "--yes");
        Run held = archive.run("hold", ID, "--reason", "audit 4711");
        archive.run("unhold", ID);
        Run missing = archive.run("hold", "20261122T040000Z", "--reason", "none");

        assertThat(restored.code()).as(restored.err()).isZero();
        assertThat(held.code()).as(held.err()).isZero();
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err().stripTrailing()).endsWith("(KS-3001; see TROUBLESHOOTING.md)");
        List<String> told = new ArrayList<>();
        for (JsonNode one :
                JsonOutput.MAPPER.readTree(archive.run("audit", "-o", "json").out())) {
            told.add(one.path("deed").asText() + " " + one.path("outcome").asText());
            assertThat(one.path("user").asText()).startsWith(System.getProperty("user.name"));
            assertThat(one.path("host").asText()).isEqualTo(ThisHost.name());
            assertThat(one.path("signed").asBoolean()).isFalse();
        }
        assertThat(told).containsExactlyInAnyOrder("restore done", "hold done", "unhold done", "hold failed");
        Run signed = archive.run("audit", "--signed", "-o", "json");
        assertThat(JsonOutput.MAPPER.readTree(signed.out())).as(signed.err()).isEmpty();
        assertThat(signed.code()).isZero();
        assertThat(archive.run("audit").out()).contains("backup " + ID + " into " + blank, "audit 4711");
    }

    @Test
    void aRestoreThatMayNotNoteItselfIsDoneAllTheSame() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.server.creates(5);
        archive.backUp(ID, null);
        Files.writeString(archive.place().resolve("prod/audit"), "in the way");
        String blank = directory.resolve("blank").toString();

        Run run = archive.run("restore", "zookeeper", "--backup", ID, "--data-dir", blank, "--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("who did this could not be written into the archive");
        assertThat(directory.resolve("blank/version-2")).isNotEmptyDirectory();
    }
}
