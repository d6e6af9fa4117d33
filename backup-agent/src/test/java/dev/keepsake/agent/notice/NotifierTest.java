package dev.keepsake.agent.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Overrides;
import dev.keepsake.config.ReportingConfig;
import dev.keepsake.config.WebhookConfig;
import dev.keepsake.job.Schedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages, as they come over HTTP on loopback. */
@Timeout(30)
final class NotifierTest {

    private static final Instant THEN = Instant.parse("2026-06-11T03:00:00Z");

    @TempDir
    private Path folder;

    private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> fates = new LinkedBlockingQueue<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private final Notifier notifier = new Notifier(
            "prod", "n1", new Random(1), (target, fate, why) -> fates.add(target + " " + fate + " " + why));
    private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private String address = "";

    NotifierTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void listen() {
        server.createContext("/", this::take);
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void end() throws IOException {
        notifier.close();
        server.stop(0);
        for (Socket caller : open) {
            caller.close();
        }
    }

    @Test
    void anAlarmAndItsEndAreToldWhoeverWantsThemAndABackupIsNot() throws Exception {
        notifier.follow(reporting("""
                notify:
                  webhooks:
                    - {name: ops, url: "%1$s/in?key=1", token-variable: TOKEN, template: '{"e": "{event}", "a": "{alarm}", "why": "{reason}", "w": "{cluster}/{node} {since} {at}"}'}
                    - {name: chat, url-variable: CHAT, format: slack, on: [backup]}
                """));

        notifier.tell(notice(WebhookConfig.Event.ALARM, "stale", "no \"good\" backup"));
        notifier.tell(notice(WebhookConfig.Event.BACKUP, "", "slot done"));

        assertThat(next() + next())
                .contains(
                        "POST /in?key=1 Bearer t0ken application/json {\"e\": \"alarm\", \"a\": \"stale\","
                                + " \"why\": \"no \\\"good\\\" backup\", \"w\": \"prod/n1 " + THEN + " " + THEN + "\"}",
                        "POST /chat null application/json {\"text\":\"prod/n1: backup : slot done\"}");
        assertThat(fates.poll(20, TimeUnit.SECONDS) + fates.poll(20, TimeUnit.SECONDS))
                .contains("ops SENT", "chat SENT");
        assertThat(requests).isEmpty();
    }

    @Test
    void aHeartbeatIsACallAndPostedWhereThatIsWanted() throws Exception {
        notifier.follow(reporting("notify: {heartbeat: {url: \"%1$s/beat\"}}"));
        notifier.beat(THEN);
        assertThat(next()).isEqualTo("GET /beat null null ");

        notifier.follow(reporting("notify: {heartbeat: {url: \"%1$s/beat\", method: post}}"));
        notifier.beat(THEN);
        assertThat(next())
                .isEqualTo("POST /beat null application/json {\"cluster\": \"prod\", \"node\": \"n1\", \"at\": \""
                        + THEN + "\"}");
    }

    @Test
    void aServerThatFailsIsAskedAgainAndOneThatRefusesIsNot() throws Exception {
        notifier.follow(reporting("notify: {heartbeat: {url: \"%1$s/s3cret\"}}"));
        status.set(503);
        notifier.beat(THEN);
        next();
        status.set(204);
        next();
        assertThat(fates.poll(20, TimeUnit.SECONDS)).isEqualTo("heartbeat SENT ");

        status.set(404);
        notifier.beat(THEN);
        assertThat(fates.poll(20, TimeUnit.SECONDS))
                .contains("FAILED the answer was HTTP status 404", "configuration notify.heartbeat.url")
                .doesNotContain("s3cret");
    }

    @Test
    void aRedirectionIsNotFollowedSinceItCouldLeadAnywhere() throws Exception {
        notifier.follow(reporting("notify: {heartbeat: {url: \"%1$s/moved\"}}"));
        status.set(302);

        notifier.beat(THEN);

        assertThat(fates.poll(20, TimeUnit.SECONDS)).contains("FAILED the answer was HTTP status 302");
        assertThat(next()).startsWith("GET /moved");
        assertThat(requests).isEmpty();
    }

    @Test
    void anAnswerThatBeginsAndNeverEndsHoldsUpNobody() throws Exception {
        try (ServerSocket receiver = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> beginAnswers(receiver), "answers");
            answers.setDaemon(true);
            answers.start();
            address = "http://127.0.0.1:" + receiver.getLocalPort();
            notifier.follow(reporting("notify: {webhooks: [{name: ops, url: \"%1$s/in\"}]}"));

            notifier.tell(notice(WebhookConfig.Event.ALARM, "stale", "one"));
            notifier.tell(notice(WebhookConfig.Event.OVER, "stale", "two"));

            assertThat(fates.poll(10, TimeUnit.SECONDS)).isEqualTo("ops SENT ");
            assertThat(fates.poll(10, TimeUnit.SECONDS)).isEqualTo("ops SENT ");
        }
    }

    private void beginAnswers(ServerSocket receiver) {
        try {
            while (true) {
                Socket caller = receiver.accept();
                open.add(caller);
                caller.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
                caller.getOutputStream().flush();
            }
        } catch (IOException over) {
            requests.add("over");
        }
    }

    @Test
    void whatStillWaitsIsSentAtTheEnd() throws Exception {
        notifier.follow(reporting("notify: {webhooks: [{name: ops, url: \"%1$s/in\"}]}"));
        for (int i = 0; i < 20; i++) {
            notifier.tell(notice(WebhookConfig.Event.OVER, "stale", "number " + i));
        }

        notifier.close();

        assertThat(requests).hasSize(20);
        assertThat(notifier.waiting()).containsOnly(Map.entry("ops", 0));
    }

    private static Notice notice(WebhookConfig.Event event, String alarm, String reason) {
        return new Notice(event, alarm, reason, THEN, THEN);
    }

    private String next() throws InterruptedException {
        return String.valueOf(requests.poll(20, TimeUnit.SECONDS));
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(status.get(), -1);
        exchange.close();
    }

    private ReportingConfig reporting(String lines) throws IOException {
        Path file = folder.resolve("agent.yaml");
        Files.writeString(file, """
            cluster: prod
            store: {url: "file:///var/backups/keepsake"}
            sources: [{name: zk, type: zookeeper, data-dir: /var/lib/zookeeper}]
            """ + lines.formatted(address) + "\n");
        AgentConfig config = ConfigReader.agent(
                        file,
                        Map.of("TOKEN", "t0ken", "CHAT", address + "/chat"),
                        Overrides.NONE,
                        () -> "host",
                        (cron, zone) -> Schedule.NEVER)
                .config();
        return config.daemon().reporting();
    }
}
