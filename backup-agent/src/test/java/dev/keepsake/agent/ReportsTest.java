package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.keepsake.agent.metrics.Gauged;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.FollowedTape;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens in a daemon, as it is told. */
@Timeout(60)
final class ReportsTest {

    private static final Instant NOW = Instant.parse("2026-06-11T03:00:00Z");
    private static final String SOURCES = "sources: [{name: zk, type: zookeeper, data-dir: /zk}]\n";
    private static final String SLOTS = SOURCES + "schedule: {cron: \"0 0 3 * * ?\"}\n";

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

    @ParameterizedTest
    @EnumSource(
            value = Alarm.class,
            names = {
                "SOURCE_FAILED",
                "BACKUP_INCOMPLETE",
                "FOLLOW_LAGGING",
                "TAPES_DISAGREE",
                "PROOF_FAILED",
                "DRILL_FAILED"
            })
    void whileSomethingIsNotProtectedThereIsNoHeartbeat(Alarm alarm) throws Exception {
        Map<String, Object> backedUp =
                Map.of("kind", SlotOutcome.Kind.BACKED_UP, "slot", NOW, "reason", "not complete");
        try (Reports reports = reports(SLOTS)) {
            Alarms alarms = new Alarms(() -> time, reports);
            alarms.raise(alarm, "as planned");
            assertThat(request()).startsWith("/in ");

            reports.tell("outcome", "slot done", backedUp);
            alarms.clear(alarm);
            assertThat(request()).startsWith("/in ");
            assertThat(requests).isEmpty();

            reports.tell("outcome", "slot done", backedUp);
            assertThat(request()).isEqualTo("/beat ");
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void whereNoBackupsAreMadeByAScheduleAGoodLookIsTheHeartbeat() throws Exception {
        Map<String, Object> good = Map.of("kind", ProofOutcome.Kind.GOOD);
        try (Reports follower = reports(SOURCES + "verify: {cron: \"0 0 3 * * ?\"}\n")) {
            follower.tell("proof", "look done", good);
            assertThat(request()).isEqualTo("/beat ");
        }
        try (Reports prover = reports("verify: {cron: \"0 0 3 * * ?\"}\n")) {
            prover.tell("proof", "look done", Map.of("kind", ProofOutcome.Kind.FAILED));
            prover.tell("proof", "look done", good);
            assertThat(request()).isEqualTo("/beat ");
        }
        try (Reports agent = reports(SLOTS)) {
            agent.tell("proof", "look done", good);
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void aBackupThatSomebodyAskedForIsFollowedByALookWhateverBecomesOfIt() throws Exception {
        Part part = new Part("n1", "test", NOW, NOW, List.of(), List.of(), List.of(), null);
        BackupId id = BackupId.byHand(NOW, "k3f9");
        Manifest made = new Manifest("test", id, "prod", null, NOW, List.of("n1"), true, List.of(part), null, null);
        Turns turns = new Turns(RunLock.ofRuns(folder, "prod", "n1"));
        List<String> looks = new ArrayList<>();
        try (Reports reports = reports(SLOTS)) {
            HandRuns runs = new HandRuns(() -> time, new PlainBell("nothing"), reports);
            reports.afterRuns(() -> looks.add(runs.last().orElseThrow().state().name()));

            runs.ask(Optional.empty());
            runs.make(turns, Pause.REAL, new Patient(), label -> made);
            assertThat(looks).containsExactly("DONE");

            runs.ask(Optional.empty());
            runs.make(turns, Pause.REAL, new Patient(), label -> {
                throw new IOException("as planned");
            });
            assertThat(looks).containsExactly("DONE", "FAILED");
            assertThat(reports.metrics().scrape()).contains(slots("by_hand") + "0.0");
        }
        assertThat(requests).as("it says nothing of all nodes").isEmpty();
    }

    private static final class Patient implements Watchdog.Watched {

        @Override
        public boolean struck() {
            return false;
        }

        @Override
        public void close() {}
    }

    @Test
    void whatIsFollowedCanBeRestoredAndItsBreaksCount() throws Exception {
        try (Reports reports = reports(SOURCES)) {
            ArchiveGauges gauges = new ArchiveGauges(reports.metrics());
            gauges.follow(List.of("zk"));
            reports.following(() -> followed, gauges);
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
    void aFollowerThatOutlivesItsSourceInTheConfigurationLeavesNothingBehind() throws Exception {
        Optional<FollowedTape.End> end = Optional.of(new FollowedTape.End("T", new Zxid(7), NOW));
        FollowState state = FollowState.beginning(NOW).caughtUp(NOW, NOW, end, false);
        try (Reports reports = reports(SOURCES)) {
            ArchiveGauges gauges = new ArchiveGauges(reports.metrics());
            gauges.follow(List.of("zk", "gone"));
            reports.following(() -> followed, gauges);
            followed.put("zk", state);
            followed.put("gone", state);
            assertThat(reports.metrics().scrape())
                    .contains(of("restorable_timestamp", "gone"), of("follow_lag", "gone"));

            gauges.follow(List.of("zk"));
            assertThat(reports.metrics().scrape())
                    .contains(of("restorable_timestamp", "zk"))
                    .doesNotContain(of("restorable_timestamp", "gone"), of("exposure", "gone"));

            followed.remove("gone");
            assertThat(reports.metrics().scrape())
                    .contains(of("follow_lag", "zk"))
                    .doesNotContain(of("follow_lag", "gone"));
        }
    }

    private static String of(String what, String source) {
        return "keepsake_" + what + "_seconds{cluster=\"prod\",node=\"n1\",source=\"" + source + "\"} ";
    }

    @Test
    void sinceWhenASourceIsToBeCapturedIsTold() throws Exception {
        String since = "keepsake_source_since_timestamp_seconds{cluster=\"prod\",node=\"n1\",source=";
        AgentConfig one = config(SOURCES);
        try (Reports reports = new Reports(one, () -> time, new Random(1), Map.of())) {
            MetricsWatch watch =
                    new MetricsWatch(reports.metrics(), () -> time, new PlainBell("nothing"), reports, one);
            watch.turn(false);
            time = NOW.plusSeconds(1000);
            watch.follow(config(SOURCES.replace("[", "[{name: log, type: mesos-log, path: /log}, ")));
            watch.turn(false);

            assertThat(reports.metrics().scrape())
                    .contains(
                            since + "\"zk\"} " + NOW.getEpochSecond() / 1.0,
                            since + "\"log\"} " + time.getEpochSecond() / 1.0);

            watch.follow(one);
            watch.turn(false);
            assertThat(reports.metrics().scrape()).contains(since + "\"zk\"").doesNotContain(since + "\"log\"");
        }
    }

    @Test
    void aKeyThatCannotBeReadTakesNothingOfTheScheduleAwayAndWhatIsFollowedNoMoreHasNoLag() throws Exception {
        String keyless = SLOTS + "verify: {cron: \"0 0 4 * * ?\"}\nsigning-key: " + folder.resolve("gone.key") + "\n";
        AgentConfig config = config(keyless + "follow: {enabled: true, max-lag: 5s}\n");
        try (Reports reports = new Reports(config, () -> time, new Random(1), Map.of())) {
            MetricsWatch watch =
                    new MetricsWatch(reports.metrics(), () -> time, new PlainBell("nothing"), reports, config);
            reports.metrics().set(Gauged.FOLLOW_LAG, 3, "zk");
            String unused = reports.metrics().scrape();

            watch.turn(false);
            assertThat(reports.metrics().scrape())
                    .contains(
                            "keepsake_schedule_period_seconds{cluster=\"prod\",node=\"n1\"} 86400.0",
                            "keepsake_schedule_next_timestamp_seconds{",
                            "keepsake_proof_period_seconds{",
                            "keepsake_follow_lag_seconds{");

            watch.follow(config(keyless + "follow: {enabled: false}\n"));
            watch.turn(false);
            assertThat(reports.metrics().scrape()).doesNotContain("keepsake_follow_");
        }
    }

    private static String alarm(String id) {
        return "keepsake_alarm{alarm=\"" + id + "\",cluster=\"prod\",node=\"n1\"} ";
    }

    private static String slots(String kind) {
        return "keepsake_slots_total{cluster=\"prod\",kind=\"" + kind + "\",node=\"n1\"} ";
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
