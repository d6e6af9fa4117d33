package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.agent.page.Agent;
import dev.keepsake.agent.page.AgentNow;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Overrides;
import dev.keepsake.testkit.ServerOnDisk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a daemon whose configuration changes. */
@Timeout(60)
final class ServedPageTest {

    private static final String TOKEN = "the-token-of-this-test";

    @TempDir
    private Path folder;

    private int port;

    private Path configured(String store) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        return Files.writeString(folder.resolve(store + ".yaml"), """
                cluster: prod
                node: n1
                store: {url: "%s"}
                state-dir: %s
                sources: [{name: zk, type: zookeeper, data-dir: %s}]
                page: {listen: "127.0.0.1:%d", token-file: %s}
                """.formatted(
                        folder.resolve(store).toUri(),
                        folder.resolve("state-" + store),
                        folder.resolve("zk-" + store),
                        port,
                        token));
    }

    private AgentConfig filled(String store) throws IOException {
        Path file = configured(store);
        new ServerOnDisk(folder.resolve("zk-" + store)).creates("/of-" + store, new byte[0]);
        Run run = Run.of("once", "-c", file.toString(), "--offline");
        assertThat(run.code()).as(run.err()).isZero();
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "n1", CronSchedule::new)
                .config();
    }

    @Test
    void anotherStoreIsShownFromTheNextLookOn() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        AgentConfig one = filled("one");
        AgentConfig two = filled("two");
        try (Reports reports = new Reports(one, InstantSource.system(), new Random(1), Map.of());
                ServedPage page = ServedPage.of(
                        one, folder.resolve("one.yaml"), new Idle(), reports, () -> Surveyed.NOTHING_YET)) {
            assertThat(children()).contains("of-one").doesNotContain("of-two");

            page.follow(two);

            assertThat(children()).contains("of-two").doesNotContain("of-one");
            assertThat(reports.metrics().scrape())
                    .as("what the page asks of the store counts, too")
                    .containsPattern("store_requests_total\\{[^}]*kind=\"read\"[^}]*outcome=\"done\"} [1-9]");
        }
    }

    private String children() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/znode?at=latest&path=/"))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(30))
                .build();
        HttpResponse<String> answer;
        do {
            answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } while (answer.statusCode() == 202);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** An agent that does nothing. */
    private static final class Idle implements Agent {

        @Override
        public AgentNow now() {
            return new AgentNow(
                    "prod",
                    "n1",
                    "test",
                    Instant.now(),
                    Instant.now(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty());
        }

        @Override
        public Optional<String> askRun(Optional<String> label) {
            return Optional.empty();
        }

        @Override
        public Optional<String> metrics() {
            return Optional.empty();
        }
    }
}
