package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.FollowedTape;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Overrides;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens in a daemon, as it is told. */
@Timeout(60)
final class ReportsTest {

    private static final Instant NOW = Instant.parse("2026-06-11T03:00:00Z");
    private static final String SOURCES = "sources: [{name: zk, type: zookeeper, data-dir: /zk}]\n";

    @TempDir
    private Path folder;

    private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final Map<String, FollowState> followed = new HashMap<>();
    private final HttpServer server;
    private Instant time = NOW;

    ReportsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void listen() {
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void anAlarmIsAMetricAndAMessageUntilItIsOver() throws Exception {
        try (Reports reports = reports(SOURCES)) {
            Alarms alarms = new Alarms(() -> time, reports);
            assertThat(reports.metrics().scrape()).contains(alarm("stale") + "0.0", alarm("tapes-disagree") + "0.0");

            alarms.raise(Alarm.STALE, "there is no backup at all");
            assertThat(reports.metrics().scrape()).contains(alarm("stale") + "1.0");
            assertThat(request()).isEqualTo("/in \"alarm stale there is no backup at all\"");

            alarms.clear(Alarm.STALE);
            assertThat(reports.metrics().scrape()).contains(alarm("stale") + "0.0");
            assertThat(request()).isEqualTo("/in \"over stale there is no backup at all\"");
        }
    }

    @Test
    void aSlotThatWentWellIsAHeartbeatAndOneThatDidNotIsNone() throws Exception {
        try (Reports reports = reports(SOURCES)) {
            SlotLedger ledger = new SlotLedger(
                    Journal.open(new JournalFile(folder, "prod", "n1")), new Alarms(() -> time, reports), reports);

            ledger.settle(new SlotOutcome(NOW, SlotOutcome.Kind.BACKED_UP, NOW, "complete"));
            assertThat(request()).isEqualTo("/beat ");
            ledger.settle(new SlotOutcome(NOW, SlotOutcome.Kind.FAILED, NOW, "no server"));
            assertThat(request()).startsWith("/in \"alarm slot-missed");

            assertThat(reports.metrics().scrape())
                    .contains(slots("backed_up") + "1.0", slots("failed") + "1.0", slots("missed") + "0.0");
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void whereOthersBackUpAGoodLookIsTheHeartbeat() throws Exception {
        Map<String, Object> good = Map.of("kind", ProofOutcome.Kind.GOOD);
        try (Reports prover = reports("verify: {cron: \"0 0 3 * * ?\"}\n")) {
            prover.tell("proof", "look done", Map.of("kind", ProofOutcome.Kind.FAILED));
            prover.tell("proof", "look done", good);
            assertThat(request()).isEqualTo("/beat ");
        }
        try (Reports agent = reports(SOURCES)) {
            agent.tell("proof", "look done", good);
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void whatIsFollowedCanBeRestoredAndItsBreaksCount() throws Exception {
        try (Reports reports = reports(SOURCES)) {
            reports.following(() -> followed, new ArchiveLook(reports.metrics(), () -> time, new Random(1)));
            FollowState begun = FollowState.beginning(NOW);
            followed.put("zk", begun);
            assertThat(reports.metrics().scrape())
                    .contains("keepsake_follow_lag_seconds{")
                    .doesNotContain("keepsake_restorable_timestamp", "keepsake_exposure");

            Optional<FollowedTape.End> end = Optional.of(new FollowedTape.End("T", new Zxid(7), NOW));
            followed.put("zk", begun.caughtUp(NOW, NOW, end, true));
            time = NOW.plus(Duration.ofSeconds(3));

            assertThat(reports.metrics().scrape())
                    .contains(
                            "keepsake_exposure_seconds{cluster=\"prod\",node=\"n1\",source=\"zk\"} 3.0",
                            "keepsake_follow_lag_seconds{cluster=\"prod\",node=\"n1\",source=\"zk\"} 3.0",
                            "keepsake_follow_breaks_total{cluster=\"prod\",node=\"n1\",source=\"zk\"} 1.0");
            assertThat(reports.metrics().scrape())
                    .contains("keepsake_follow_breaks_total{cluster=\"prod\",node=\"n1\",source=\"zk\"} 1.0");
        }
    }

    @Test
    void theArchiveIsAskedOnlyWhereSomebodyAsksForMetrics() throws Exception {
        AgentConfig config = config(SOURCES);
        try (Reports reports = new Reports(config, () -> time, new Random(1), Map.of())) {
            MetricsWatch watch = new MetricsWatch(
                    reports.metrics(),
                    new ArchiveLook(reports.metrics(), () -> time, new Random(1)),
                    () -> time,
                    new PlainBell("nothing"),
                    reports,
                    config);

            watch.turn(false);
            assertThat(reports.metrics().scrape())
                    .contains(time("done") + "0.0")
                    .doesNotContain("keepsake_archive_last_look");

            watch.turn(false);
            assertThat(reports.metrics().scrape()).contains(time("done") + "1.0", "keepsake_archive_last_look");
            time = NOW.plus(MetricsWatch.BETWEEN_LOOKS);
            watch.turn(false);
            assertThat(reports.metrics().scrape()).contains(time("done") + "2.0");

            time = time.plus(MetricsWatch.INTEREST).plusSeconds(1);
            watch.turn(false);
            assertThat(reports.metrics().scrape()).contains(time("done") + "2.0");
        }
    }

    private static String alarm(String id) {
        return "keepsake_alarm{alarm=\"" + id + "\",cluster=\"prod\",node=\"n1\"} ";
    }

    private static String slots(String kind) {
        return "keepsake_slots_total{cluster=\"prod\",kind=\"" + kind + "\",node=\"n1\"} ";
    }

    private static String time(String outcome) {
        return "keepsake_store_requests_total{cluster=\"prod\",kind=\"time\",node=\"n1\",outcome=\"" + outcome + "\"} ";
    }

    private String request() throws InterruptedException {
        return String.valueOf(requests.poll(20, TimeUnit.SECONDS));
    }

    private Reports reports(String lines) throws IOException {
        return new Reports(config(lines), () -> time, new Random(1), Map.of());
    }

    private AgentConfig config(String lines) throws IOException {
        Path store = Files.createDirectories(folder.resolve("store"));
        Path file = Files.writeString(
                folder.resolve("agent.yaml"),
                """
                cluster: prod
                node: n1
                store: {url: "%1$s"}
                state-dir: %2$s
                notify:
                  webhooks: [{name: ops, url: "%3$s/in", template: '"{event} {alarm} {reason}"'}]
                  heartbeat: {url: "%3$s/beat"}
                """.formatted(
                                store.toUri(),
                                folder.resolve("state"),
                                "http://127.0.0.1:" + server.getAddress().getPort())
                        + lines);
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "host", CronSchedule::new)
                .config();
    }
}
