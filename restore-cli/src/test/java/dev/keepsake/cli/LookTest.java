package dev.keepsake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups and other moments are looked into without a restore. */
class LookTest {

    private static final String FIRST = "20261121T030000Z";
    private static final String SECOND = "20261122T030000Z";

    private final SampleArchive archive;

    LookTest(@TempDir Path directory) throws IOException {
        this.archive = new SampleArchive(directory);
        archive.server.creates(1);
        archive.backUp("20261120T030000Z", null);
        archive.server
                .creates(1)
                .creates("/app", new byte[0])
                .creates("/app/config", "{\"port\":80,\"host\":\"ä\"}".getBytes(UTF_8))
                .creates("/app/blob", new byte[] {0, 1, 2, (byte) 0xff, 'a'});
        archive.backUp(FIRST, null);
        archive.server
                .sets("/app/config", "plain", 1)
                .deletes("/n1")
                .creates("/app/late", "new\nlines".getBytes(UTF_8));
        archive.backUp(SECOND, null);
    }

    @Test
    void childrenAreListedAsTheyWereThen() {
        assertThat(good("ls").lines()).containsExactly("app", "n2");
        assertThat(good("ls", "/", "--at", FIRST).lines()).containsExactly("app", "n1", "n2");
        assertThat(good("ls", "/app", "--at", "0x4").lines()).containsExactly("config");
        assertThat(good("ls", "/app", "--at", "newest").lines()).containsExactly("blob", "config", "late");
        assertThat(good("ls", "/app", "--at", "2023-11-14T22:13:20.005Z").lines())
                .containsExactly("blob", "config");
        assertThat(good("ls", "/app/blob")).isEmpty();
        assertThat(good("ls", "-l", "/app").lines())
                .hasSize(4)
                .first()
                .asString()
                .matches("KIND +BYTES +CHILDREN +VERSION +MODIFIED +MZXID +NAME");
        assertThat(good("ls", "-l", "/app").lines().toList().get(2))
                .matches("persistent +5 +0 +1 +2023-11-14T22:13:20.006Z +0x6 +config");
    }

    @Test
    void dataIsShownSoThatAPersonCanReadIt() {
        assertThat(good("cat", "/app/config", "--at", FIRST)).isEqualTo("{\n  \"port\" : 80,\n  \"host\" : \"ä\"\n}\n");
        assertThat(good("cat", "/app/config")).isEqualTo("plain\n");
        assertThat(good("cat", "/app/late")).isEqualTo("new\nlines\n");
        assertThat(good("cat", "/app")).isEmpty();
        assertThat(good("cat", "/app/blob"))
                .startsWith("00000000  00 01 02 ff 61 ")
                .endsWith("  |....a|\n");
        assertThat(good("cat", "/app/config", "--stat").lines())
                .contains("mzxid            0x6", "version          1", "acl              world:anyone:cdrwa")
                .endsWith("plain");
    }

    @Test
    void jsonHasTheVeryBytes() throws IOException {
        JsonNode blob = new ObjectMapper().readTree(good("cat", "/app/blob", "-o", "json"));

        assertThat(Base64.getDecoder().decode(blob.get("data").textValue())).containsExactly(0, 1, 2, (byte) 0xff, 'a');
        assertThat(blob.get("path").textValue()).isEqualTo("/app/blob");
        assertThat(blob.get("czxid").textValue()).isEqualTo("0x5");
        assertThat(blob.get("acl").toString()).isEqualTo("[\"world:anyone:cdrwa\"]");
        assertThat(new ObjectMapper().readTree(good("ls", "/app", "-o", "json")))
                .hasSize(3);
        assertThat(new ObjectMapper().readTree(good("tree", "-o", "json"))).hasSize(6);
        assertThat(new ObjectMapper().readTree(good("find", "-o", "json", "--name", "nothing*")))
                .isEmpty();
    }

    @Test
    void aTreeIsDrawnAsDeepAsAsked() {
        assertThat(good("tree", "--at", FIRST).lines())
                .containsExactly(
                        "/  ''",
                        "  app  ''",
                        "    blob  0x000102ff61",
                        "    config  '{\"port\":80,\"host\":\"ä\"}'",
                        "  n1  'value of /n1'",
                        "  n2  'value of /n2'");
        assertThat(good("tree", "--depth", "1", "/").lines())
                .containsExactly("/  ''", "  app  ''  (3 children)", "  n2  'value of /n2'");
        assertThat(good("tree", "/app/blob").lines()).containsExactly("/app/blob  0x000102ff61");
    }

    @Test
    void znodesAreFoundByWhatTheyAre() {
        assertThat(good("find", "--name", "n?").lines()).containsExactly("/n2");
        assertThat(good("find", "--name", "[a-b]*", "--at", FIRST).lines()).containsExactly("/app", "/app/blob");
        assertThat(good("find", "/app", "--contains", "la").lines()).containsExactly("/app/config");
        assertThat(good("find", "--larger", "8").lines()).containsExactly("/app/late", "/n2");
        assertThat(good("find", "--after", "0x5").lines()).containsExactly("/app/config", "/app/late");
        assertThat(good("find", "--kind", "ephemeral")).isEmpty();
        assertThat(good("find", "/app", "--kind", "persistent", "--larger", "4", "--name", "c*")
                        .lines())
                .containsExactly("/app/config");
    }

    @Test
    void whatChangedIsTold() throws IOException {
        Run run = archive.run("diff", FIRST, SECOND);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "~   /app/config  '{\"port\":80,\"host\":\"ä\"}' -> 'plain'", "+   /app/late", "-   /n1");
        assertThat(run.err())
                .matches("between backup " + FIRST + ", 0x5.* and backup " + SECOND
                        + ", 0x8.*: 1 created, 1 deleted, 1 data\n");
        assertThat(good("diff", SECOND, FIRST, "/app").lines())
                .containsExactly("~   /app/config  'plain' -> '{\"port\":80,\"host\":\"ä\"}'", "-   /app/late");
        assertThat(archive.run("diff", "0x5", FIRST).err()).contains("no difference");
        JsonNode json = new ObjectMapper().readTree(good("diff", FIRST, "newest", "-o", "json"));
        assertThat(json).hasSize(3);
        assertThat(json.get(1).get("what").toString()).isEqualTo("[\"created\"]");
        assertThat(json.get(1).get("from").isNull()).isTrue();
        assertThat(json.get(1).get("to").get("czxid").textValue()).isEqualTo("0x8");
    }

    @Test
    void whatIsNotThereIsSaid() {
        Run gone = archive.run("cat", "/n1");
        Run wrong = archive.run("ls", "/", "--at", "yesterday");
        Run far = archive.run("ls", "/", "--at", "0x99");

        assertThat(gone.code()).isEqualTo(3);
        assertThat(gone.err())
                .contains(
                        "there was no znode /n1 at backup " + SECOND,
                        "there was /, with 2 children",
                        "'keepsake history /n1'");
        assertThat(archive.run("ls", "/app/x/y").err()).contains("there was /app, with 3 children");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("'yesterday' names no moment; give a backup's id");
        assertThat(far.code()).isEqualTo(4);
        assertThat(far.err()).contains("0x99 cannot be restored");
        for (List<String> bad : List.of(
                List.of("ls", "app"),
                List.of("cat"),
                List.of("tree", "--depth", "-1"),
                List.of("find", "--name", "[z-a]"),
                List.of("find", "--kind", "odd"),
                List.of("diff", FIRST),
                List.of("ls", "/", "--at", "0xyz"))) {
            assertThat(archive.run(bad.toArray(new String[0])).code())
                    .as(bad.toString())
                    .isEqualTo(2);
        }
    }

    private String good(String... arguments) {
        Run run = archive.run(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }
}
