package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.catalog.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListAndShowTest {

    private static final String OLD = "20261121T030000Z";
    private static final String NEW = "20261122T030000Z-k3f9";

    private final SampleArchive archive;

    ListAndShowTest(@TempDir Path directory) throws IOException {
        this.archive = new SampleArchive(directory);
    }

    @Test
    void backupsAreListedNewestFirst() throws IOException {
        backUpTwice();

        Run run = archive.run("list");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("ID +TIME +LABEL +NODES +ZXID +STORED +COMPLETE +PROVEN");
        assertThat(lines.get(1)).matches(NEW + " +[0-9T:-]+Z +pre-upgrade +master-1 +0x7 +[0-9.]+ (B|KiB) +yes +-");
        assertThat(lines.get(2)).matches(OLD + " +[0-9T:-]+Z +- +master-1 +0x5 +[0-9.]+ (B|KiB) +yes +-");
    }

    @Test
    void theListInJsonIsAContract() throws IOException {
        Manifest newest = backUpTwice();

        Run run = archive.run("list", "-o", "json");

        assertThat(run.code()).isZero();
        JsonNode list = json(run);
        assertThat(list).hasSize(2);
        assertThat(fields(list.get(0)))
                .containsExactly(
                        "id",
                        "time",
                        "label",
                        "nodes",
                        "zxid",
                        "bytes",
                        "complete",
                        "proven",
                        "onePointInTime",
                        "warnings");
        assertThat(list.get(0).toString())
                .isEqualTo("{\"id\":\"" + NEW + "\",\"time\":\""
                        + newest.created().toString().replaceAll("(\\.[0-9]+)?Z$", "Z")
                        + "\",\"label\":\"pre-upgrade\",\"nodes\":[\"master-1\"],\"zxid\":\"0x7\",\"bytes\":"
                        + newest.addedBytes()
                        + ",\"complete\":true,\"proven\":null,\"onePointInTime\":true,\"warnings\":[]}");
        assertThat(list.get(1).get("id").textValue()).isEqualTo(OLD);
        assertThat(list.get(1).get("label").isNull()).isTrue();
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheVerb() throws IOException {
        backUpTwice();
        String url = archive.place().toUri().toString();

        Run before = Run.of("--store", url, "--cluster=prod", "-o", "json", "list");
        Run after = Run.of("list", "--store", url, "--cluster=prod", "-o", "JSON");
        Run apart = Run.of("-o=json", "list", "--cluster=prod", "--store=" + url);

        assertThat(before).isEqualTo(after).isEqualTo(apart);
        assertThat(before.code()).as(before.err()).isZero();
    }

    @Test
    void anEmptyArchiveListsNothing() throws IOException {
        Files.createDirectories(archive.place());

        Run json = archive.run("list", "-o", "json");
        Run text = archive.run("list");

        assertThat(json.code()).isZero();
        assertThat(json(json).isArray()).isTrue();
        assertThat(json(json)).isEmpty();
        assertThat(text.code()).isZero();
        assertThat(text.out()).isEmpty();
        assertThat(text.err()).contains("there is no archive at", "no backup of cluster prod");
    }

    @Test
    void anotherClustersBackupsAreNotListed() throws IOException {
        backUpTwice();

        Run run = Run.of("list", "--store", archive.place().toUri().toString(), "--cluster", "test", "-o", "json");

        assertThat(run.code()).isZero();
        assertThat(json(run)).isEmpty();
    }

    @Test
    void aMissingDirectoryIsAnUnreachableStore() {
        for (String[] verb : List.of(new String[] {"list"}, new String[] {"show", "latest"})) {
            Run run = archive.run(verb);

            assertThat(run.code()).as(run.err()).isEqualTo(6);
            assertThat(run.err()).contains(archive.place().toString()).doesNotContain("\tat ");
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void aDamagedManifestIsNamedAndTheOthersAreListed() throws IOException {
        backUpTwice();
        Path manifest = archive.place().resolve("prod/manifest/2026/11/" + OLD + ".json");
        Files.writeString(manifest, Files.readString(manifest).replace("0.1-test", "0.2-test"));

        Run list = archive.run("list", "-o", "json");

        assertThat(list.code()).isEqualTo(5);
        assertThat(json(list)).hasSize(1);
        assertThat(json(list).get(0).get("id").textValue()).isEqualTo(NEW);
        assertThat(list.err()).contains(OLD, "cannot be read");
        assertThat(archive.run("show", OLD).code()).isEqualTo(5);
        assertThat(archive.run("show", NEW).code()).isZero();
    }

    @Test
    void showTellsWhatARestoreNeedsToKnow() throws IOException {
        backUpTwice();

        Run run = archive.run("show", "latest");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("backup    " + NEW + "  (pre-upgrade)")
                .contains("expected master-1; complete")
                .contains("reaches   0x7")
                .contains("source    master-1/zk (zookeeper)")
                .contains("mode=standalone")
                .contains("base    0x0, fuzzy through 0x5")
                .contains("through 0x7, 2 links");
        assertThat(archive.run("show", NEW).out()).isEqualTo(run.out());
    }

    @Test
    void showInJsonBeginsAsTheListDoes() throws IOException {
        backUpTwice();

        JsonNode shown = json(archive.run("show", OLD, "-o", "json"));
        JsonNode listed = json(archive.run("list", "-o", "json")).get(1);

        assertThat(fields(shown))
                .startsWith(fields(listed).toArray(new String[0]))
                .contains("sources", "problems", "expected", "writer");
        fields(listed).forEach(name -> assertThat(shown.get(name)).isEqualTo(listed.get(name)));
        JsonNode source = shown.get("sources").get(0);
        assertThat(source.at("/base/start").textValue()).isEqualTo("0x0");
        assertThat(source.at("/range/through").textValue()).isEqualTo("0x5");
        assertThat(source.at("/range/links").intValue()).isEqualTo(1);
        assertThat(source.at("/server/mode").textValue()).isEqualTo("standalone");
        assertThat(shown.get("problems")).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        backUpTwice();

        for (String word : List.of("20261120T030000Z", "yesterday", "latest ")) {
            Run run = archive.run("show", word);

            assertThat(run.code()).as(word).isEqualTo(3);
            assertThat(run.err()).contains(word, "keepsake list");
        }
    }

    @Test
    void aDirectoryWithoutAnArchiveHoldsNoBackup() throws IOException {
        Files.createDirectories(archive.place());

        Run run = archive.run("show", "latest");

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("there is no Keepsake archive at", "prefix included?");
    }

    private Manifest backUpTwice() throws IOException {
        archive.server.creates(5);
        archive.backUp(OLD, null);
        archive.server.creates(2);
        return archive.backUp(NEW, "pre-upgrade");
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode json(Run run) throws IOException {
        return new ObjectMapper().readTree(run.out());
    }
}
