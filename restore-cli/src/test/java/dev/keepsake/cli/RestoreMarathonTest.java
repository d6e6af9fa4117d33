package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, before a server that answers like a Marathon with one app. */
class RestoreMarathonTest {

    private static final String APP = "{\"id\":\"/prod/web\",\"cmd\":\"run\",\"instances\":%d,\"version\":\"v1\"}";
    private static final String GROUPS = "{\"id\":\"/\",\"groups\":[{\"id\":\"/prod\",\"apps\":[%s]}]}";

    @TempDir
    private Path directory;

    private final List<String> changes = new CopyOnWriteArrayList<>();
    private volatile String groups = String.format(GROUPS, String.format(APP, 1));
    private volatile String authorization = "";
    private volatile boolean jobs;
    private volatile boolean rollsBack;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("groups.json"), String.format(GROUPS, String.format(APP, 3)));
        Files.writeString(directory.resolve("notes.txt"), "no document");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            String path = exchange.getRequestURI().getPath();
            String said = switch (path) {
                case "/v2/info" -> "{\"version\":\"1.5.8\",\"frameworkId\":\"fw\"}";
                case "/v2/groups" -> groups;
                case "/v2/pods", "/v2/deployments" -> "[]";
                default -> jobs ? "[]" : "{\"deploymentId\":\"d1\"}";
            };
            if (exchange.getRequestMethod().equals("PUT")) {
                changes.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                groups = rollsBack ? groups : String.format(GROUPS, String.format(APP, 3));
            }
            byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Test
    void aPlanShowsTheDifferenceAndChangesNothing() {
        Run run = run("--plan");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("change app /prod/web\n    instances: 1 -> 3\n", "0 to create, 1 to change, 0 to delete")
                .contains("note: into Marathon 1.5.8, framework fw");
        assertThat(changes).isEmpty();
    }

    @Test
    void whoAgreedBeforehandIsNotAskedAndTheNextRunHasNothingToDo() {
        Run run = run("--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 of 1 changes done.");
        assertThat(changes).containsExactly("[{\"id\":\"/prod/web\",\"cmd\":\"run\",\"instances\":3}]");
        assertThat(run("--yes").out()).startsWith("Everything is as in the backup.");
        assertThat(changes).hasSize(1);
    }

    @Test
    void whatWasAcceptedAndIsNotThereIsNotDone() throws IOException {
        rollsBack = true;

        Run run = run("--yes");
        Run json = run("--yes", "-o", "json");

        assertThat(run.code()).isEqualTo(7);
        assertThat(run.out())
                .contains(
                        "NOT DONE change app /prod/web: was accepted, and is different all the same: instances: 1 -> 3")
                .contains("0 of 1 changes done; the same command again");
        assertThat(JsonOutput.MAPPER.readTree(json.out()).path("done").asBoolean())
                .isFalse();
    }

    @Test
    void withoutATerminalNobodyCanAgree() {
        Run run = run();

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("--yes", "--plan");
        assertThat(changes).isEmpty();
    }

    @Test
    void theResultCanBeReadByPrograms() throws IOException {
        Run plan = run("--plan", "-o", "json");
        Run done = run("--yes", "-o", "json");

        JsonNode planned = JsonOutput.MAPPER.readTree(plan.out());
        assertThat(planned.path("changes").path(0).path("name").asText()).isEqualTo("/prod/web");
        assertThat(planned.path("done").asBoolean()).isFalse();
        JsonNode result = JsonOutput.MAPPER.readTree(done.out());
        assertThat(result.path("done").asBoolean()).isTrue();
        assertThat(result.path("results").path(0).path("done").asBoolean()).isTrue();
    }

    @Test
    void aTokenComesFromAFile() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "abc.def\n");

        assertThat(run("--plan", "--token-file", token.toString(), "--token-prefix", "token=")
                        .code())
                .isZero();
        assertThat(authorization).isEqualTo("token=abc.def");
    }

    @Test
    void whatIsWrongWithTheWordsIsSaid() throws IOException {
        Path empty = Files.createDirectories(directory.resolve("empty"));

        assertThat(run("--path", "prod").code()).isEqualTo(2);
        assertThat(run("--user", "me").err()).contains("--user and --password-file go together");
        assertThat(Run.of("restore", "marathon", "--from", empty.toString(), "--url", url())
                        .err())
                .contains("no documents are in " + empty);
        for (String url : List.of("http://me:pwsecret@h", "http://h:1,http://me:pwsec,ret@h")) {
            Run secret = Run.of("restore", "marathon", "--from", directory.toString(), "--url", url);
            assertThat(secret.code()).isEqualTo(2);
            assertThat(secret.err() + secret.out()).contains("holds an @").doesNotContain("Exception", "pwsec", "ret@");
        }
        assertThat(run("--user", "me").code()).isEqualTo(2);
        assertThat(Run.of("restore").err()).contains("'marathon'");
    }

    @Test
    void theOtherSystemsHaveTheirOwnVerbs() throws IOException {
        Files.writeString(directory.resolve("jobs.json"), "[{\"id\":\"a\",\"name\":\"a\",\"run\":{}}]");
        jobs = true;
        for (String verb : List.of("chronos", "metronome")) {
            Run run = Run.of("restore", verb, "--from", directory.toString(), "--url", url(), "--plan");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("create job a", "1 to create, 0 to change, 0 to delete");
        }
        Run mesos = Run.of("restore", "mesos", "--from", directory.toString(), "--url", url(), "--plan");
        assertThat(mesos.code()).isEqualTo(4);
        assertThat(mesos.err()).contains("none of the documents 'quota'");
        assertThat(changes).isEmpty();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Run run(String... more) {
        List<String> all =
                new ArrayList<>(List.of("restore", "marathon", "--from", directory.toString(), "--url", url()));
        all.addAll(List.of(more));
        return Run.of(all.toArray(String[]::new));
    }
}
