package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code list --ranges}. */
class RangesTest {

    private final SampleArchive archive;

    RangesTest(@TempDir Path directory) throws IOException {
        this.archive = new SampleArchive(directory);
    }

    @Test
    void rangesAreListedWithTheirEdges() throws IOException {
        backUpThreeTimes();

        Run run = archive.run("list", "--ranges");

        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("master-1/zk tape [0-9A-Z]{26}, begun [0-9T:-]+Z");
        assertThat(lines.get(1)).isEqualTo("  why    FIRST: there is no tape of this server to go on from");
        assertThat(lines.get(2))
                .isEqualTo("  range  0x1 (2023-11-14T22:13:20.001Z) through 0x9 (2023-11-14T22:13:20.009Z)");
    }

    @Test
    void gapsAreListedWithBothEdgesAndTheirReason() throws IOException {
        backUpThreeTimes();
        loseLinkAfter(5);

        Run run = archive.run("list", "--ranges");
        JsonNode tape = new ObjectMapper()
                .readTree(archive.run("list", "--ranges", "-o", "json").out())
                .get(0);

        String reason =
                "the link after 0x5 is missing; the next one begins after 0x7; no base that is left leads to the"
                        + " transactions after 0x7 through 0x9";
        assertThat(run.code()).isEqualTo(5);
        assertThat(run.out())
                .contains("  range  0x1 (2023-11-14T22:13:20.001Z) through 0x5 (2023-11-14T22:13:20.005Z)")
                .contains("  GAP    after 0x5 (2023-11-14T22:13:20.005Z) to the end: " + reason);
        assertThat(run.out()).contains("  DAMAGE the link after 0x5 is missing; the next one begins after 0x7\n");
        assertThat(tape.get("problems")).hasSize(2);
        assertThat(tape.get("ranges").toString())
                .isEqualTo("[{\"from\":{\"zxid\":\"0x1\",\"time\":\"2023-11-14T22:13:20.001Z\"},\"through\":{\"zxid\":"
                        + "\"0x5\",\"time\":\"2023-11-14T22:13:20.005Z\"}}]");
        assertThat(tape.get("gaps").toString())
                .isEqualTo("[{\"after\":{\"zxid\":\"0x5\",\"time\":\"2023-11-14T22:13:20.005Z\"},\"before\":null,"
                        + "\"reason\":\"" + reason + "\",\"damage\":true}]");
    }

    @Test
    void rangesInJsonAreAContract() throws IOException {
        backUpThreeTimes();

        JsonNode list = new ObjectMapper()
                .readTree(archive.run("list", "--ranges", "-o", "json").out());

        assertThat(list).hasSize(1);
        assertThat(list.get(0).fieldNames())
                .toIterable()
                .containsExactly(
                        "node",
                        "source",
                        "tape",
                        "begun",
                        "reason",
                        "explanation",
                        "ranges",
                        "helped",
                        "gaps",
                        "problems");
        assertThat(list.get(0).get("reason").textValue()).isEqualTo("FIRST");
        assertThat(list.get(0).get("node").textValue()).isEqualTo("master-1");
    }

    @Test
    void anArchiveWithoutTapesListsNothing() throws IOException {
        Files.createDirectories(archive.place());
        assertThat(archive.run("list", "--ranges").err()).contains("there is no archive at");

        backUpThreeTimes();
        Run other =
                Run.of("list", "--ranges", "--store", archive.place().toUri().toString(), "--cluster", "other");
        assertThat(other.code()).isZero();
        assertThat(other.out()).isEmpty();
        assertThat(other.err()).contains("no tape of cluster other in file:");
    }

    private void backUpThreeTimes() throws IOException {
        archive.server.creates(1);
        archive.backUp("20261120T030000Z", null);
        archive.server.creates(4);
        archive.backUp("20261121T030000Z", null);
        archive.server.creates(2);
        archive.backUp("20261122T030000Z", null);
        archive.server.creates(2);
        archive.backUp("20261123T030000Z", null);
    }

    private void loseLinkAfter(int zxid) throws IOException {
        try (Stream<Path> paths = Files.walk(archive.place())) {
            Path link = paths.filter(path -> path.endsWith(String.format("link/%016x", zxid)))
                    .findFirst()
                    .orElseThrow();
            Files.delete(link);
        }
    }
}
