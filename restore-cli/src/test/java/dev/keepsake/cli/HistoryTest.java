package dev.keepsake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.artefact.Turn;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Happening;
import dev.keepsake.catalog.HistoryPage;
import dev.keepsake.catalog.Moment;
import dev.keepsake.catalog.Unarchived;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened to a znode is told transaction by transaction. */
class HistoryTest {

    private static final String FIRST = "20261121T030000Z";
    private static final String SECOND = "20261122T030000Z";

    private final SampleArchive archive;

    HistoryTest(@TempDir Path directory) throws IOException {
        this.archive = new SampleArchive(directory);
        archive.server.creates(1);
        archive.backUp("20261120T030000Z", null);
        archive.server
                .creates(1)
                .creates("/app", new byte[0])
                .creates("/app/config", "{\"port\":80}".getBytes(UTF_8))
                .creates("/app/blob", new byte[] {0, 1, 2, (byte) 0xff, 'a'});
        archive.backUp(FIRST, null);
        archive.server
                .sets("/app/config", "plain", 1)
                .deletes("/n1")
                .creates("/app/late", "new\nlines".getBytes(UTF_8));
        archive.backUp(SECOND, null);
    }

    @Test
    void everyTransactionIsToldWithBothSides() {
        assertThat(good("history", "/app/config").lines())
                .containsExactly(
                        "2023-11-14T22:13:20.006Z  0x6  set data  by session 0x100001234",
                        "  ~ /app/config",
                        "      < '{\"port\":80}'  version 0",
                        "      > 'plain'  version 1",
                        "2023-11-14T22:13:20.004Z  0x4  create  by session 0x100001234",
                        "  + /app/config",
                        "      > '{\"port\":80}'  version 0  acl world:anyone:cdrwa");
        assertThat(good("history", "/n1").lines().toList().subList(0, 3))
                .containsExactly(
                        "2023-11-14T22:13:20.007Z  0x7  delete  by session 0x100001234",
                        "  - /n1",
                        "      < 'value of /n1'  version 0  acl world:anyone:cdrwa");
    }

    @Test
    void rangeOrderAndNumberAreAsAsked() {
        assertThat(zxids("/app", "--children")).containsExactly("0x8", "0x6", "0x5", "0x4", "0x3");
        assertThat(zxids("/app", "--children", "--oldest-first")).containsExactly("0x3", "0x4", "0x5", "0x6", "0x8");
        assertThat(zxids("/app", "--children", "--from", FIRST)).containsExactly("0x8", "0x6");
        assertThat(zxids("/app", "--children", "--from", "0x3", "--to", FIRST)).containsExactly("0x5", "0x4");
        assertThat(zxids("/app", "--children", "--to", "2023-11-14T22:13:20.004Z"))
                .containsExactly("0x4", "0x3");
        assertThat(zxids("/app", "--children", "--from", "2023-11-14T22:13:20.007Z", "--to", "newest"))
                .containsExactly("0x8");
        assertThat(zxids("/app", "--children", "--from", "2000-01-01T00:00:00Z"))
                .hasSize(5);
        assertThat(zxids("/app", "--children", "--limit", "2")).containsExactly("0x8", "0x6");
        assertThat(zxids("/app", "--children", "--limit", "2", "--oldest-first"))
                .containsExactly("0x3", "0x4");
    }

    @Test
    void whatIsNotListedIsSaid() {
        Run more = archive.run("history", "/app", "--children", "--limit", "2");
        Run alone = archive.run("history", "/app");
        Run nothing = archive.run("history", "/nope");

        assertThat(more.err()).contains("there may be older ones: raise --limit, or give --to");
        assertThat(alone.err()).contains("4 transactions among these were about children of /app alone: --children");
        assertThat(nothing.code()).isZero();
        assertThat(nothing.err()).contains("nothing that is archived there creates, changes or deletes /nope");
    }

    @Test
    void gapsAreSaidAtTheirPlace() {
        Moment known = new Moment(new Zxid(8), 1_700_000_000_000L);
        HistoryPage page = new HistoryPage(
                List.of(
                        new Unarchived(known, new Zxid(9), 1_700_000_001_000L),
                        new Happening(known, 0, "set data", List.of(), List.of(new Turn("/a", null, null)), false),
                        new Unarchived(null, new Zxid(7), 0)),
                false,
                0,
                List.of());
        StringWriter text = new StringWriter();
        new HistoryReport("/a", page).print(new PrintWriter(text, true));

        assertThat(text.toString().lines())
                .containsExactly(
                        "-- between 0x8 (2023-11-14T22:13:20Z) and 0x9 (2023-11-14T22:13:21Z) nothing is archived;"
                                + " 'keepsake list --ranges' says why",
                        "2023-11-14T22:13:20Z  0x8  set data",
                        "  ? /a",
                        "-- up to 0x7 nothing is archived");
        assertThat(new HistoryReport("/a", page).json().get("entries").get(0).toString())
                .isEqualTo("{\"type\":\"gap\",\"after\":{\"zxid\":\"0x8\",\"time\":\"2023-11-14T22:13:20Z\"},"
                        + "\"through\":\"0x9\",\"until\":\"2023-11-14T22:13:21Z\"}");
    }

    @Test
    void jsonHasBothSidesWhole() throws IOException {
        JsonNode page = new ObjectMapper().readTree(good("history", "/app/config", "-o", "json"));

        assertThat(page.get("path").textValue()).isEqualTo("/app/config");
        assertThat(page.get("more").booleanValue()).isFalse();
        JsonNode set = page.get("entries").get(0);
        assertThat(set.get("type").textValue()).isEqualTo("transaction");
        assertThat(set.get("zxid").textValue()).isEqualTo("0x6");
        assertThat(set.get("session").textValue()).isEqualTo("0x100001234");
        assertThat(set.get("exact").booleanValue()).isTrue();
        assertThat(set.get("parts").toString()).isEqualTo("[{\"kind\":\"set data\",\"path\":\"/app/config\"}]");
        JsonNode change = set.get("changes").get(0);
        assertThat(change.get("before").get("decoded").toString()).isEqualTo("{\"port\":80}");
        assertThat(change.get("before").get("version").intValue()).isZero();
        assertThat(Base64.getDecoder().decode(change.get("after").get("data").textValue()))
                .isEqualTo("plain".getBytes(UTF_8));
        assertThat(page.get("entries")
                        .get(1)
                        .get("changes")
                        .get(0)
                        .get("before")
                        .isNull())
                .isTrue();
    }

    @Test
    void wrongWordsAreRefused() {
        for (List<String> bad : List.of(
                List.of("history"),
                List.of("history", "app"),
                List.of("history", "/app", "--limit", "0"),
                List.of("history", "/app", "--limit", "100001"),
                List.of("history", "/app", "--from", "yesterday"))) {
            assertThat(archive.run(bad.toArray(new String[0])).code())
                    .as(bad.toString())
                    .isEqualTo(2);
        }
        assertThat(archive.run("history", "/app", "--to", "20261231T030000Z").code())
                .isEqualTo(3);
    }

    private List<String> zxids(String... arguments) {
        List<String> words = new ArrayList<>(List.of("history"));
        words.addAll(List.of(arguments));
        return good(words.toArray(new String[0]))
                .lines()
                .filter(line -> line.startsWith("20"))
                .map(line -> line.split("  ", -1)[1])
                .toList();
    }

    private String good(String... arguments) {
        Run run = archive.run(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }
}
