package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each question of the dashboard, asked of a real Prometheus that has scraped what a real agent wrote. */
@Tag("long")
final class DashboardIT {
    private static final Path DASHBOARD = Path.of("grafana/keepsake.json");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What an agent tells only when it has drilled, has a certificate, or has somebody to tell. */
    private static final Set<String> MAY_BE_SILENT = Set.of("A restore takes", "Certificates", "Messages", "Alarms");

    @TempDir
    private Path work;

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer exporter;
    private Path textfile = Path.of("");

    DashboardIT() throws IOException {
        exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void serve() {
        textfile = work.resolve("keepsake.prom");
        exporter.createContext("/metrics", exchange -> {
            byte[] text = Files.readAllBytes(textfile);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        exporter.start();
    }

    @AfterEach
    void end() {
        exporter.stop(0);
    }

    @Test
    void everyPanelIsAnswered() throws Exception {
        assumeTrue(isInstalled(), "prometheus, of Debian's package of that name, is not installed");
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, ServerSettings.standard());
                Daemon daemon = Daemon.start(configure(source.member(1)), work.resolve("daemon.log"))) {
            daemon.awaitSlots(1);
            Await.until(
                    "the agent has written what it knows of a proven backup",
                    PATIENCE,
                    () -> Files.readString(textfile).contains("keepsake_proof_last_success_timestamp_seconds{"));
            int port = Ports.free(1).remove();
            Process prometheus = prometheus(port);
            try {
                Await.until(
                        "Prometheus has scraped twice",
                        PATIENCE,
                        () -> found(port, "count_over_time(keepsake_agent_busy[5m]) >= 2") == 1);
                assertThat(unanswered(port)).isEmpty();
            } finally {
                prometheus.destroy();
                Children.join(prometheus);
            }
        }
    }

    private List<String> unanswered(int port) throws Exception {
        List<String> unanswered = new ArrayList<>();
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        assertThat(dashboard.get("panels").size()).isGreaterThan(15);
        for (JsonNode panel : dashboard.get("panels")) {
            String title = panel.get("title").textValue();
            assertThat(panel.get("description").textValue()).as(title).isNotBlank();
            for (JsonNode target : panel.get("targets")) {
                String query = target.get("expr").textValue().replace("$cluster", ".+");
                if (found(port, query) == 0 && !MAY_BE_SILENT.contains(title)) {
                    unanswered.add(title + ": " + query);
                }
            }
        }
        return unanswered;
    }

    /** How many series answer a query; throws when Prometheus does not understand it. */
    private int found(int port, String query) throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        String body = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
        JsonNode answer = new ObjectMapper().readTree(body);
        assertThat(answer.path("status").asText()).as(query + ": " + body).isEqualTo("success");
        return answer.at("/data/result").size();
    }

    private Process prometheus(int port) throws IOException {
        Path configuration = Files.writeString(work.resolve("prometheus.yml"), """
                global: {scrape_interval: 2s, evaluation_interval: 2s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: keepsake
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(
                        Path.of("prometheus/keepsake.rules.yml").toAbsolutePath(),
                        exporter.getAddress().getPort()));
        return Children.start(new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + work.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("prometheus.log").toFile()));
    }

    private Path configure(Member server) throws IOException {
        return Files.writeString(work.resolve("agent.yaml"), """
                cluster: lost-and-found
                node: master-1
                store: {url: "%s"}
                state-dir: "%s"
                schedule: {cron: "0/10 * * * * ?", deadline: 5s}
                verify: {cron: "5/10 * * * * ?"}
                follow: {enabled: true}
                metrics: {textfile: "%s"}
                sources:
                  - {name: zk, type: zookeeper, data-dir: "%s", data-log-dir: "%s", client: "%s"}
                """.formatted(
                        StoreAddress.folder(work.resolve("archive")).url(),
                        work.resolve("state"),
                        textfile,
                        server.dataDir(),
                        server.logDir(),
                        server.address()));
    }

    private static boolean isInstalled() throws IOException {
        return Children.join(Children.start(new ProcessBuilder("sh", "-c", "command -v prometheus")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)))
                == 0;
    }
}
