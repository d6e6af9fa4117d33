package dev.keepsake.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.SealKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page shows, and to whom. */
final class StatusPageTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String FIRST = "20261122T030000Z";
    private static final String SECOND = "20261123T030000Z";

    @TempDir
    private Path directory;

    private ServedArchive archive() throws IOException {
        ServedArchive archive = new ServedArchive(directory);
        archive.server.creates(3);
        archive.backUp(FIRST, "pre-upgrade");
        archive.server.creates("/app", "one\ntwo".getBytes(StandardCharsets.UTF_8));
        archive.backUp(SECOND, null);
        return archive;
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return MAPPER.readTree(answer.body());
    }

    @Test
    void theFirstViewAnswersWhetherAllCouldBeRestored() throws IOException {
        try (ServedArchive archive = archive().serve()) {
            HttpResponse<String> page = archive.getAsStranger("/");

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("Is prod protected?", "Yes, but see below", "Would be lost now", "A restore takes")
                    .contains("no backup was ever proven", FIRST, SECOND, "pre-upgrade");
        }
    }

    @Test
    void anAgentWithAGraveAlarmIsNotProtectedAndItsHealthSaysSo() throws IOException {
        try (ServedArchive archive = archive().serve()) {
            assertThat(archive.getAsStranger("/health/protected").statusCode()).isEqualTo(200);
            archive.agent.alarms.add(new AgentNow.Notice("stale", "the newest backup is old", Instant.now(), true));

            HttpResponse<String> health = archive.getAsStranger("/health/protected");
            JsonNode status = json(archive.getAsStranger("/api/v1/status"));

            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).isEqualTo("not protected\n");
            assertThat(status.get("protected").asBoolean()).isFalse();
            assertThat(status.get("reasons").toString()).contains("the newest backup is old");
            assertThat(archive.getAsStranger("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anArchiveThatIsNotThereIsNoProtection() throws IOException {
        try (ServedArchive archive = new ServedArchive(directory).serve()) {
            assertThat(archive.getAsStranger("/").body()).contains("No, or nobody can tell");
            assertThat(archive.getAsStranger("/health/protected").statusCode()).isEqualTo(503);
            assertThat(archive.getAsStranger("/backups").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void everyViewCanBeOpened() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            for (String path : List.of(
                    "/",
                    "/progress",
                    "/backups",
                    "/backups/" + FIRST,
                    "/moments",
                    "/tree",
                    "/tree?at=" + FIRST,
                    "/tree?at=0x3",
                    "/search?q=app",
                    "/diff",
                    "/diff?from=" + FIRST + "&to=" + SECOND,
                    "/sign-in")) {
                HttpResponse<String> page = archive.get(path);

                assertThat(page.statusCode()).as(path + ": " + page.body()).isEqualTo(200);
                assertThat(page.body()).as(path).startsWith("<!DOCTYPE html>").contains("<h1>");
                assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                        .contains("default-src 'none'")
                        .doesNotContain("unsafe");
            }
        }
    }

    @Test
    void theTreeIsThatOfTheMoment() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            JsonNode before = json(archive.get("/api/v1/znode?at=" + FIRST));
            JsonNode after = json(archive.get("/api/v1/znode?at=latest"));
            JsonNode app = json(archive.get("/api/v1/znode?at=" + SECOND + "&path=/app"));

            assertThat(before.get("children").toString()).doesNotContain("app");
            assertThat(after.get("children").toString()).contains("app");
            assertThat(after.get("moment").get("at").asText()).isEqualTo(SECOND);
            assertThat(app.get("data").binaryValue()).isEqualTo("one\ntwo".getBytes(StandardCharsets.UTF_8));
            assertThat(archive.get("/tree?at=" + SECOND + "&path=/app").body()).contains("one\ntwo\n", "world:anyone");
            assertThat(archive.get("/tree?at=" + FIRST + "&path=/app").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aSearchFindsNamesAndText() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            assertThat(json(archive.get("/api/v1/search?q=APP"))
                            .get("found")
                            .get(0)
                            .get("path")
                            .asText())
                    .isEqualTo("/app");
            assertThat(json(archive.get("/api/v1/search?q=two")).get("found").size())
                    .isEqualTo(1);
            assertThat(json(archive.get("/api/v1/search?q=none-such"))
                            .get("found")
                            .size())
                    .isZero();
        }
    }

    @Test
    void twoMomentsAreCompared() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            JsonNode diff = json(archive.get("/api/v1/diff?from=" + FIRST + "&to=" + SECOND));

            assertThat(diff.get("whole").asBoolean()).isTrue();
            assertThat(diff.get("differences").toString()).isEqualTo("[{\"path\":\"/app\",\"what\":[\"created\"]}]");
            assertThat(archive.get("/diff?from=" + FIRST + "&to=" + SECOND).body())
                    .contains("1 difference", "created");
        }
    }

    @Test
    void whatStandsInZnodesIsShownToNobodyWhereThereIsNoToken() throws IOException {
        try (ServedArchive archive = archive().serve()) {
            for (String path : List.of("/tree", "/search?q=app", "/diff?from=" + FIRST)) {
                HttpResponse<String> page = archive.getAsStranger(path);

                assertThat(page.statusCode()).as(path).isEqualTo(403);
                assertThat(page.body()).contains("token-file").doesNotContain("world:anyone");
            }
            assertThat(archive.getAsStranger("/api/v1/znode").statusCode()).isEqualTo(403);
            assertThat(archive.post("/run", Map.of()).statusCode()).isEqualTo(403);
            assertThat(archive.agent.asked).isEmpty();
        }
    }

    @Test
    void whereThereIsATokenStrangersSeeWhetherTheAgentLivesAndNoMore() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            for (Route route : archive.page().routes()) {
                String path = route.path().replace("{id}", FIRST);
                HttpResponse<String> answer =
                        route.method().equals("GET") ? archive.getAsStranger(path) : archive.post(path, Map.of());

                assertThat(answer.body()).as(path).doesNotContain(FIRST, "prod", "master-1", "0.1-test");
                if (route.access() != Route.Access.ANYBODY) {
                    assertThat(answer.statusCode()).as(path).isIn(303, 401);
                }
            }
            assertThat(archive.post("/sign-in", Map.of("token", "x".repeat(20_000)))
                            .body())
                    .contains("That was not read")
                    .doesNotContain("prod", "master-1", "0.1-test");
            assertThat(archive.get("/sign-in").body()).contains("prod", "master-1", "0.1-test");
            assertThat(archive.send(archive.request("/api/v1/status").header("Authorization", "Bearer wrong"))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aBrowserSignsInOnceAndOut() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            HttpResponse<String> wrong = archive.post("/sign-in", Map.of("token", "guess"));
            HttpResponse<String> right = archive.post("/sign-in", Map.of("token", ServedArchive.TOKEN));
            String cookie = right.headers().firstValue("Set-Cookie").orElseThrow();
            String session = cookie.substring(0, cookie.indexOf(';'));

            assertThat(wrong.statusCode()).isEqualTo(403);
            assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
            String page =
                    archive.send(archive.request("/").header("Cookie", session)).body();
            assertThat(page).contains("Back up now");
            HttpResponse<String> failure =
                    archive.send(archive.request("/tree?at=yesterday").header("Cookie", session));
            assertThat(failure.statusCode()).isEqualTo(400);
            assertThat(failure.body()).as("an error, too, knows who asked").contains("Sign out", "prod");
            String key = page.replaceFirst("(?s).*name=\"key\" value=\"([0-9a-f]{64})\".*", "$1");

            assertThat(archive.post("/run", Map.of("key", "0".repeat(64)), "Cookie", session)
                            .statusCode())
                    .as("a form of somebody else's")
                    .isEqualTo(403);
            assertThat(archive.agent.asked).isEmpty();
            assertThat(archive.post("/run", Map.of("key", key, "label", "by-me"), "Cookie", session)
                            .statusCode())
                    .isEqualTo(303);
            assertThat(archive.agent.asked).containsExactly("by-me");
            archive.post("/sign-out", Map.of("key", key), "Cookie", session);
            assertThat(archive.send(archive.request("/backups").header("Cookie", session))
                            .statusCode())
                    .as("the session is over")
                    .isEqualTo(303);
        }
    }

    @Test
    void anotherSiteCannotBeginABackup() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            String bearer = "Bearer " + ServedArchive.TOKEN;

            assertThat(archive.post("/run", Map.of(), "Authorization", bearer, "Origin", "http://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(archive.post("/run", Map.of(), "Authorization", bearer, "Sec-Fetch-Site", "cross-site")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(archive.agent.asked).isEmpty();
            assertThat(archive.post("/api/v1/run", Map.of("label", "x"), "Authorization", bearer)
                            .statusCode())
                    .isEqualTo(202);
            assertThat(archive.post("/api/v1/run", Map.of("label", "x y"), "Authorization", bearer)
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void aNameThatLeadsHereIsNotThePagesUnlessItIsConfigured() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            assertThat(asHost(archive, "evil.example:" + archive.page().port(), "/health/live"))
                    .contains("421");
            assertThat(asHost(archive, "evil.example", "/no-such-path")).contains("421");
            assertThat(asHost(archive, "backups.example.test:7077", "/health/live"))
                    .contains("200");
            assertThat(asHost(archive, "localhost", "/health/live")).contains("200");
            assertThat(asHost(archive, "[::1]:8000", "/health/live")).contains("200");
        }
    }

    private static String asHost(ServedArchive archive, String host, String path) throws IOException {
        return said(archive, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private static String said(ServedArchive archive, String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), archive.page().port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            return String.valueOf(in.readLine());
        }
    }

    @Test
    void whatIsTooLargeIsRefused() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            String bearer = "Bearer " + ServedArchive.TOKEN;

            assertThat(archive.post("/run", Map.of("label", "x".repeat(20_000)), "Authorization", bearer)
                            .statusCode())
                    .isEqualTo(413);
            assertThat(archive.getAsStranger("/health/live?" + "x".repeat(20_000))
                            .statusCode())
                    .isIn(414, 431);
            assertThat(archive.get("/tree?path=/" + "x".repeat(5_000)).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatIsTooLargeIsRefusedAlsoWhereItDoesNotSayHowLargeItIs() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            String chunk = "400\r\n" + "x".repeat(0x400) + "\r\n";

            assertThat(said(archive, form("/run", "Transfer-Encoding: chunked", true) + chunk.repeat(20)))
                    .contains(" 413 ");
            assertThat(archive.agent.asked).isEmpty();
        }
    }

    private static String form(String path, String header, boolean signedIn) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + (signedIn ? "Authorization: Bearer " + ServedArchive.TOKEN + "\r\n" : "") + header + "\r\n\r\n";
    }

    @Test
    void whoMayNotIsTurnedAwayBeforeAnythingOfAFormIsRead() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            String unsent = "Content-Length: 8000";

            assertThat(said(archive, form("/api/v1/run", unsent, false))).contains(" 401 ");
            assertThat(said(archive, form("/run", unsent + "\r\nOrigin: http://evil.example", true)))
                    .contains(" 403 ");
            assertThat(said(archive, form("/run", unsent, false).replace("localhost", "evil.example")))
                    .contains(" 421 ");
        }
    }

    @Test
    void whoSendsSlowlyKeepsNobodyElseFromBeingAnswered() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            List<Socket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < StatusPage.THREADS + 2; i++) {
                    Socket socket = new Socket(
                            InetAddress.getLoopbackAddress(), archive.page().port());
                    String begun = form("/sign-in", "Content-Length: 8000", false) + "token=";
                    socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
                    slow.add(socket);
                }

                Instant begun = Instant.now();
                assertThat(archive.getAsStranger("/health/live").statusCode()).isEqualTo(200);
                assertThat(archive.get("/").statusCode()).isEqualTo(200);
                String bearer = "Bearer " + ServedArchive.TOKEN;
                assertThat(archive.post("/api/v1/run", Map.of("label", "x"), "Authorization", bearer)
                                .statusCode())
                        .isEqualTo(202);
                assertThat(Duration.between(begun, Instant.now()))
                        .as("before the slow ones were given up")
                        .isLessThan(StatusPage.IDLE);
            } finally {
                for (Socket socket : slow) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void nobodysQuestionAsksTheStore() throws IOException {
        try (ServedArchive archive = archive().serve()) {
            for (int i = 0; i < 3; i++) {
                for (String path : List.of(
                        "/", "/health/protected", "/backups", "/moments", "/progress", "/api/v1/status", "/metrics")) {
                    archive.getAsStranger(path);
                }
            }

            assertThat(archive.openings).hasValue(0);
        }
    }

    @Test
    void whatWasSeenLongAgoIsNoProtection() throws IOException {
        try (ServedArchive archive = archive().serve()) {
            assertThat(archive.getAsStranger("/health/protected").statusCode()).isEqualTo(200);

            archive.isKnownSince(Surveyed.OLD.plusMinutes(1));

            assertThat(archive.getAsStranger("/health/protected").statusCode()).isEqualTo(503);
            assertThat(archive.getAsStranger("/").body())
                    .contains("No, or nobody can tell", "no look at it since was brought to an end");
        }
    }

    @Test
    void whatALookHasFoundIsOfItsMomentAlsoBeforeTheLookIsAtItsEnd() throws IOException {
        try (ServedArchive archive = archive().serve()) {
            assertThat(archive.getAsStranger("/").body())
                    .containsPattern(
                            "The backups as they were at <time[^>]*>[^<]*</time>; the archive is looked at every few"
                                    + " minutes, and the last whole look ended at <time");

            archive.isBeingLookedAt();

            assertThat(archive.getAsStranger("/").body())
                    .contains("The backups as they were at ", "; no whole look at the archive has come to its end yet.")
                    .doesNotContain("Nothing is known of the archive");
        }
    }

    @Test
    void aBackupOfWhichSomethingIsGoneIsNoProtection() throws IOException {
        ServedArchive archive = archive();
        for (StoredObject object : archive.store().list("", "").all()) {
            if (object.key().value().contains("/base/")) {
                archive.store().delete(object.key());
            }
        }
        try (archive) {
            archive.serve();

            assertThat(archive.getAsStranger("/health/protected").statusCode()).isEqualTo(503);
            assertThat(archive.getAsStranger("/").body())
                    .contains("master-1/zk of backup " + SECOND + " cannot be restored")
                    .contains(" is gone");
        }
    }

    @Test
    void aReportIsReadOnceAndAStoreThatHangsKeepsNoViewFromBeingShown() throws IOException {
        Trees.Bounds hasty =
                new Trees.Bounds(2, 4, Duration.ofMillis(200), Duration.ofMinutes(1), Duration.ofMinutes(1), 1 << 20);
        ServedArchive archive = archive();
        archive.prove(archive.backUp("20261124T030000Z", null), true);
        try (archive) {
            archive.serveWithToken(hasty).holdStore();
            String path = "/backups/20261124T030000Z";

            HttpResponse<String> first = archive.get(path);
            for (int i = 0; i < StatusPage.THREADS; i++) {
                archive.get(path);
            }
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.body()).contains("Its newest report is being read", "Node master-1");
            assertThat(archive.openings.get()).isEqualTo(1);

            archive.letStoreGo();
            Instant end = Instant.now().plusSeconds(30);
            String later = first.body();
            while (!later.contains("Newest look at it") && Instant.now().isBefore(end)) {
                later = archive.get(path).body();
            }
            assertThat(later).contains("Newest look at it", "as it should be");
            int before = archive.openings.get();
            archive.get(path);
            assertThat(archive.openings).as("it is kept").hasValue(before);
        }
    }

    @Test
    void anotherArchiveShowsNothingOfTheOneBefore() throws IOException {
        ServedArchive archive = archive();
        archive.prove(archive.backUp("20261124T030000Z", null), true);
        try (archive) {
            archive.serveWithToken();
            List<String> paths = List.of("/tree?at=" + FIRST, "/backups/20261124T030000Z");
            for (String path : paths) {
                archive.get(path);
                int known = archive.openings.get();
                archive.get(path);
                assertThat(archive.openings).as(path + " is kept").hasValue(known);

                archive.page().forget();
                archive.get(path);
                assertThat(archive.openings).as(path + " is read anew").hasValue(known + 1);
            }
        }
    }

    @Test
    void aTreeThatTakesMoreMemoryThanThereIsForItIsLeftToTheCommandLine() throws IOException {
        Trees.Bounds small =
                new Trees.Bounds(2, 4, Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMinutes(1), 2 << 20);
        ServedArchive archive = archive();
        archive.server.creates("/large", new byte[3 << 20]);
        archive.backUp("20261124T030000Z", null);
        try (archive) {
            archive.serveWithToken(small);
            HttpResponse<String> page = archive.get("/tree?at=20261124T030000Z");

            assertThat(page.statusCode()).as(page.body()).isEqualTo(409);
            assertThat(page.body()).contains("take more memory than the 2 MiB", "tree / --at 20261124T030000Z");
            assertThat(archive.get("/tree?at=" + FIRST).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoHoldsConnectionsHoldsNoThread() throws IOException {
        try (ServedArchive archive = archive().serve()) {
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < StatusPage.MOST_CONNECTIONS / 2; i++) {
                    Socket socket = new Socket(
                            InetAddress.getLoopbackAddress(), archive.page().port());
                    socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.ISO_8859_1));
                    silent.add(socket);
                }

                Instant begun = Instant.now();
                assertThat(archive.getAsStranger("/health/live").statusCode()).isEqualTo(200);
                assertThat(Duration.between(begun, Instant.now()))
                        .as("while the others are still connected")
                        .isLessThan(StatusPage.IDLE);
            } finally {
                for (Socket socket : silent) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void whatAnybodyMayHaveWrittenBecomesNoMarkup() throws IOException {
        String evil = "<img src=x onerror=alert(1)>\"'&\u202e\u0007";
        ServedArchive built = archive();
        built.server.creates("/" + evil, "</pre><img src=x onerror=alert(2)>".getBytes(StandardCharsets.UTF_8));
        built.backUp("20261124T030000Z", null);
        built.agent.alarms.add(new AgentNow.Notice("x", evil, Instant.now(), false));
        built.agent.events.add(new AgentNow.Event(Instant.now(), "x", evil));
        try (ServedArchive archive = built.serveWithToken()) {
            String path = URLEncoder.encode("/" + evil, StandardCharsets.UTF_8);
            for (String where : List.of(
                    "/",
                    "/tree",
                    "/tree?path=" + path,
                    "/search?q=onerror",
                    "/search?q=" + path,
                    "/diff?from=" + FIRST + "&to=latest",
                    "/diff?from=" + FIRST + "&to=latest&path=" + path,
                    "/tree?at=" + path,
                    "/tree?path=" + path + "&at=" + FIRST,
                    "/backups/" + path.replace("%2F", ""))) {
                HttpResponse<String> answer = archive.get(where);

                assertThat(answer.body())
                        .as(where)
                        .doesNotContain("<script>", "<img", "\u202e", "\u0007", "javascript:");
            }
            assertThat(archive.get("/tree").body()).contains("&lt;img src=x onerror=alert(1)&gt;");
            assertThat(archive.get("/tree?path=" + path).body()).contains("\\u202e");
        }
    }

    @Test
    void aLongReasonIsBriefUntilSomebodyWantsToReadItAll() throws IOException {
        ServedArchive built = archive();
        String end = "and that is its end";
        built.agent.alarms.add(new AgentNow.Notice("x", "it lacks much; ".repeat(40) + end, Instant.now(), false));
        built.agent.alarms.add(new AgentNow.Notice("y", "it lacks little", Instant.now(), false));
        try (ServedArchive archive = built.serve()) {
            String page = archive.get("/").body();

            assertThat(page)
                    .contains("<li>it lacks little</li>", "<details><summary>it lacks much; ", end + "</p></details>");
            assertThat(page.substring(page.indexOf("<summary>"), page.indexOf("</summary>")))
                    .hasSizeLessThan(200);
        }
    }

    @Test
    void onAPhoneStateAndProofStandNextToTheName() throws IOException {
        try (ServedArchive archive = archive().serve()) {
            assertThat(archive.get("/backups").body().replaceAll("<[^>]*>", " "))
                    .containsPattern("Backup\\s+State\\s+Proof\\s+Made")
                    .containsPattern(FIRST + "\\s+pre-upgrade\\s+complete\\s+not proven");
        }
    }

    @Test
    void whoHasNoPrivateKeyIsToldWhereToLook() throws IOException {
        ServedArchive archive = new ServedArchive(directory).sealed(SealKeys.agent(), SealKeys.agent());
        archive.server.creates(3);
        archive.backUp(FIRST, null);
        try (archive) {
            archive.serveWithToken();
            HttpResponse<String> page = archive.get("/tree?at=" + FIRST + "&path=/app");
            JsonNode api = json(archive.get("/api/v1/znode?at=" + FIRST + "&path=/app"));

            assertThat(page.statusCode()).as(page.body()).isEqualTo(409);
            assertThat(page.body())
                    .contains("keepsake -c /etc/keepsake/agent.yaml --key PRIVATE-KEY-FILE tree /app --at " + FIRST);
            assertThat(api.get("problem").asText()).contains("tree /app --at " + FIRST);
            assertThat(archive.get("/").body()).contains(FIRST);
        }
    }

    @Test
    void aMomentThatIsTooLargeIsLeftToTheCommandLine() throws IOException {
        Trees.Bounds small =
                new Trees.Bounds(2, 4, Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(1), 100);
        try (ServedArchive archive = archive().serveWithToken(small)) {
            HttpResponse<String> page = archive.get("/tree?at=" + FIRST);

            assertThat(page.statusCode()).isEqualTo(409);
            assertThat(page.body()).contains("more than the 100 bytes", "tree / --at " + FIRST);
        }
    }

    @Test
    void whatTakesLongerThanOneWaitsIsThereTheNextTime() throws IOException {
        Trees.Bounds hasty =
                new Trees.Bounds(2, 1, Duration.ofMillis(200), Duration.ofMinutes(1), Duration.ofMinutes(1), 1 << 20);
        try (ServedArchive archive = archive()) {
            archive.serveWithToken(hasty).holdStore();

            Instant begun = Instant.now();
            HttpResponse<String> first = archive.get("/tree?at=" + FIRST);
            Duration taken = Duration.between(begun, Instant.now());
            HttpResponse<String> api = archive.get("/api/v1/znode?at=" + FIRST);
            archive.letStoreGo();
            Instant end = Instant.now().plusSeconds(30);
            HttpResponse<String> later = first;
            while (later.statusCode() == 202 && Instant.now().isBefore(end)) {
                later = archive.get("/tree?at=" + FIRST);
            }

            assertThat(first.statusCode()).isEqualTo(202);
            assertThat(first.body()).contains("Look again", "data-refresh=\"/tree?at=" + FIRST);
            assertThat(api.statusCode()).isEqualTo(202);
            assertThat(api.headers().firstValue("Retry-After")).hasValue("2");
            assertThat(later.statusCode()).isEqualTo(200);
            assertThat(taken).isLessThan(Duration.ofSeconds(15));
            assertThat(archive.openings).as("what was begun goes on").hasValue(1);
        }
    }

    @Test
    void aMomentThatTakesTooLongIsGivenUp() throws IOException {
        Trees.Bounds impatient =
                new Trees.Bounds(2, 4, Duration.ofSeconds(20), Duration.ofNanos(1), Duration.ofMinutes(1), 1 << 20);
        try (ServedArchive archive = archive().serveWithToken(impatient)) {
            HttpResponse<String> page = archive.get("/tree?at=" + FIRST);

            assertThat(page.statusCode()).as(page.body()).isEqualTo(409);
            assertThat(page.body()).contains("longer than this page allows", "tree / --at " + FIRST);
        }
    }

    @Test
    void overTlsNothingIsSaidInTheClear() throws Exception {
        Path keys = directory.resolve("page.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "page",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=page",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        "for-this-test")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        Files.writeString(directory.resolve("password"), "for-this-test");
        Files.writeString(directory.resolve("token"), ServedArchive.TOKEN);
        String block = "{token-file: " + directory.resolve("token") + ", tls: {key-store: " + keys
                + ", key-store-password-file: " + directory.resolve("password") + "}}";
        try (ServedArchive archive = archive().serve(block, Trees.Bounds.STANDARD)) {
            KeyStore trusted = KeyStore.getInstance(keys.toFile(), "for-this-test".toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            URI signIn = URI.create(archive.page().address() + "sign-in");
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .sslContext(context)
                    .build()
                    .send(
                            HttpRequest.newBuilder(signIn)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString("token=" + ServedArchive.TOKEN))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                    .startsWith("__Host-keepsake-")
                    .contains("; Secure");
            assertThat(asHost(archive, "localhost", "/health/live")).doesNotContain("200");
        }
    }

    @Test
    void metricsAreThoseOfTheAgent() throws IOException {
        try (ServedArchive archive = archive().serve()) {
            assertThat(archive.getAsStranger("/metrics").statusCode()).isEqualTo(404);
            archive.agent.metrics = Optional.of("keepsake_up 1\n");

            HttpResponse<String> metrics = archive.getAsStranger("/metrics");

            assertThat(metrics.body()).isEqualTo("keepsake_up 1\n");
            assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        }
    }

    @Test
    void whatCannotBeMeantIsSaid() throws IOException {
        try (ServedArchive archive = archive().serveWithToken()) {
            assertThat(archive.get("/tree?at=yesterday").statusCode()).isEqualTo(400);
            assertThat(archive.get("/tree?path=app").statusCode()).isEqualTo(400);
            assertThat(archive.get("/search?q=").statusCode()).isEqualTo(400);
            assertThat(archive.get("/backups/20200101T000000Z").statusCode()).isEqualTo(404);
            assertThat(archive.get("/nothing").statusCode()).isEqualTo(404);
            assertThat(archive.get("/run").statusCode()).isEqualTo(405);
        }
    }
}
