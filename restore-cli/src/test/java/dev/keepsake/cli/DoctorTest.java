package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.testkit.SrvrAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, on backups and before servers that answer as real ones do. */
class DoctorTest {

    private static final String APP = "{\"id\":\"/web\",\"instances\":1,\"mem\":%d,\"container\":{\"docker\":"
            + "{\"image\":\"r.example.com/web\"}},\"healthChecks\":[{\"protocol\":\"COMMAND\"}],\"constraints\":[]}";
    private static final String GROUPS = "{\"id\":\"/\",\"groups\":[],\"apps\":[" + APP + "]}";

    @TempDir
    private Path directory;

    private SampleArchive archive;

    @BeforeEach
    void prepare() throws IOException {
        archive = new SampleArchive(directory);
    }

    private void backUp(String id, int memory) throws IOException {
        archive.backUpMember(
                id,
                List.of(ToldSource.of(
                        "marathon", "marathon", Map.of(), Map.of("groups", String.format(GROUPS, memory)))));
    }

    @Test
    void aBackupIsLookedAtBesideTheOneBefore() throws IOException {
        backUp("20261122T030000Z", 64);
        backUp("20261123T030000Z", 128);

        Run run = archive.run("doctor", "latest", "-o", "json");

        assertThat(run.code()).isEqualTo(8);
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.path("about").asText()).isEqualTo("the cluster in backup 20261123T030000Z");
        assertThat(found(report))
                .contains("marathon.image-tag marathon /web", "marathon.changed marathon /web", "zk.open-acl zk /");
    }

    @Test
    void whatIsSilencedIsShownWithItsReasonAndFailsNothing() throws IOException {
        backUp("20261122T030000Z", 64);
        Path file = Files.writeString(
                directory.resolve("agent.yaml"), """
                    cluster: prod
                    store: {url: "%s"}
                    sources: [{name: zk, type: zookeeper, data-dir: /var/lib/zookeeper}]
                    doctor:
                      silence:
                        - {rule: "zk.*", reason: "a laboratory"}
                        - {rule: marathon.image-tag, subject: "marathon /web", reason: "until May"}
                    """.formatted(archive.place().toUri()));

        Run silenced = Run.of("-c", file.toString(), "doctor", "latest");
        Run open = archive.run("doctor", "latest", "--fail-on", "critical");

        assertThat(silenced.code()).as(silenced.out()).isZero();
        assertThat(silenced.out()).contains("(silenced: until May)", "(silenced: a laboratory)");
        assertThat(open.code()).isZero();
        assertThat(archive.run("doctor", "latest").code()).isEqualTo(8);
    }

    @Test
    void everyFormIsWrittenToTheOutputAlone() throws IOException {
        backUp("20261122T030000Z", 64);

        assertThat(archive.run("doctor", "latest", "-o", "sarif").out())
                .startsWith("{")
                .contains("sarif-2.1.0.json");
        assertThat(archive.run("doctor", "latest", "-o", "junit").out())
                .startsWith("<?xml")
                .contains("<testcase classname=\"marathon.image-tag\" name=\"marathon /web\"");
        assertThat(archive.run("list", "-o", "sarif").code()).isEqualTo(2);
    }

    @Test
    void theRulesAreShownWithWhyTheyMatter() throws IOException {
        Run run = Run.of("doctor", "--rules", "-o", "json");

        JsonNode rules = new ObjectMapper().readTree(run.out());
        assertThat(rules.findValuesAsText("id"))
                .contains("zk.even-size", "mesos.open-teardown")
                .doesNotHaveDuplicates();
        assertThat(rules.findValuesAsText("why")).hasSize(rules.size()).noneMatch(String::isBlank);
        assertThat(Run.of("doctor", "--rules").out()).contains("zk.even-size", "warning");
    }

    @Test
    void membersAreAskedAsTheyRunAndTheStoreMayBeAway() throws IOException {
        HttpServer marathon = marathon();
        try (SrvrAnswer leader = new SrvrAnswer("leader", new Zxid(7));
                SrvrAnswer follower = new SrvrAnswer("follower", new Zxid(7))) {
            Path file = Files.writeString(directory.resolve("agent.yaml"), """
                cluster: prod
                store: {url: "file:///nowhere/at/all"}
                sources: [{name: apps, type: marathon, urls: ["http://127.0.0.1:%d"]}]
                doctor: {members: [{client: "127.0.0.1:%d"}, {client: "127.0.0.1:%d"}]}
                """.formatted(
                            marathon.getAddress().getPort(), leader.port(), follower.port()));

            Run run = Run.of("-c", file.toString(), "doctor", "--no-tree", "-o", "json");

            JsonNode report = new ObjectMapper().readTree(run.out());
            assertThat(run.code()).as(run.out()).isEqualTo(8);
            assertThat(found(report)).contains("zk.even-size zk", "zk.size zk", "marathon.image-tag apps /web");
            assertThat(report.toString()).contains("what changed since the last backup is not known");
        } finally {
            marathon.stop(0);
        }
    }

    @Test
    void twoEnsemblesAreLookedAtEachByItself() throws IOException {
        try (SrvrAnswer one = new SrvrAnswer("standalone", new Zxid(7));
                SrvrAnswer other = new SrvrAnswer("standalone", new Zxid(9))) {
            Path file = Files.writeString(directory.resolve("agent.yaml"), """
                cluster: prod
                store: {url: "file:///nowhere/at/all"}
                sources:
                  - {name: masters, type: zookeeper-client, servers: ["127.0.0.1:%d"]}
                  - {name: hbase, type: zookeeper-client, servers: ["127.0.0.1:%d"]}
                """.formatted(one.port(), other.port()));

            JsonNode report = new ObjectMapper()
                    .readTree(Run.of("-c", file.toString(), "doctor", "--no-tree", "-o", "json")
                            .out());

            assertThat(found(report)).containsExactlyInAnyOrder("zk.size masters", "zk.size hbase");
        }
    }

    @Test
    void withoutAnEnsembleThatIsNotKnownToBeGood() throws IOException {
        HttpServer marathon = marathon();
        try {
            Path file = Files.writeString(directory.resolve("agent.yaml"), """
                cluster: prod
                store: {url: "file:///nowhere/at/all"}
                sources: [{name: apps, type: marathon, urls: ["http://127.0.0.1:%d"]}]
                doctor: {silence: [{rule: "marathon.*", reason: "a laboratory"}]}
                """.formatted(
                            marathon.getAddress().getPort()));

            Run warnings = Run.of("-c", file.toString(), "doctor");
            Run notes = Run.of("-c", file.toString(), "doctor", "--fail-on", "note");

            assertThat(warnings.out()).contains("none is named that could be asked");
            assertThat(warnings.code()).as(warnings.out()).isZero();
            assertThat(notes.code()).isEqualTo(8);
        } finally {
            marathon.stop(0);
        }
    }

    @Test
    void onOneServersMachineTheOthersAreFoundByItsFiles() throws IOException {
        Path data = Files.createDirectories(directory.resolve("zookeeper"));
        try (SrvrAnswer own = new SrvrAnswer("follower", new Zxid(7));
                SrvrAnswer second = new SrvrAnswer("leader", new Zxid(7));
                SrvrAnswer third = new SrvrAnswer("follower", new Zxid(7))) {
            Files.createDirectories(data.resolve("version-2"));
            Files.writeString(data.resolve("myid"), "1\n");
            Files.writeString(data.resolve("zoo.cfg.dynamic"), """
                server.1=127.0.0.1:2888:3888:participant;%d
                server.2=127.0.0.1:2889:3889:participant;%d
                server.3=127.0.0.1:2890:3890:participant;%d
                """.formatted(own.port(), second.port(), third.port()));
            Path file = Files.writeString(directory.resolve("agent.yaml"), """
                cluster: prod
                store: {url: "file:///nowhere/at/all"}
                sources: [{name: zk, type: zookeeper, data-dir: "%s", client: "127.0.0.1:%d"}]
                """.formatted(data, own.port()));

            Run run = Run.of("-c", file.toString(), "doctor", "--no-tree", "-o", "json");

            JsonNode report = new ObjectMapper().readTree(run.out());
            assertThat(found(report)).as(run.out()).doesNotContain("zk.leader zk");
            assertThat(report.toString()).contains("1 of 3 members lead or stand alone");
        }
    }

    @Test
    void membersThatSpeakTlsAreNotTakenForDead() throws IOException {
        Path properties = Files.writeString(directory.resolve("client.properties"), "zookeeper.client.secure=true\n");
        try (SrvrAnswer plain = new SrvrAnswer("leader", new Zxid(7))) {
            Run run = Run.of(
                    "doctor",
                    "--no-tree",
                    "--connect",
                    "127.0.0.1:" + plain.port(),
                    "--client-config",
                    properties.toString());

            assertThat(run.code()).isEqualTo(4);
            assertThat(run.err()).contains("they speak TLS, by --client-config");
        }
    }

    @Test
    void withNothingToLookAtItSaysWhatToName() {
        Run run = Run.of("doctor", "--no-tree");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("-c", "--connect");
    }

    private static HttpServer marathon() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        server.createContext("/", exchange -> {
            try (exchange) {
                String text = switch (exchange.getRequestURI().getPath()) {
                    case "/v2/info" -> "{\"version\":\"1.5.8\",\"frameworkId\":\"fw\"}";
                    case "/v2/groups" -> String.format(GROUPS, 64);
                    case "/v2/apps" -> "{\"apps\":[" + String.format(APP, 64) + "]}";
                    case "/v2/leader" -> "{\"leader\":\"127.0.0.1:8080\"}";
                    case "/v2/apps/web/versions" -> "{\"versions\":[]}";
                    default -> "[]";
                };
                byte[] said = text.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, said.length);
                exchange.getResponseBody().write(said);
            }
        });
        server.start();
        return server;
    }

    private static List<String> found(JsonNode report) {
        return report.path("findings").findParents("rule").stream()
                .filter(finding -> finding.path("standing").asText().equals("found"))
                .map(finding -> finding.path("rule").asText() + " "
                        + finding.path("subject").asText())
                .toList();
    }
}
