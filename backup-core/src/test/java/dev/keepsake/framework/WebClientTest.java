package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.framework.WebDouble.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the client goes, what it shows, and what it repeats. */
final class WebClientTest {

    private static final Login LOGIN = Login.basic("ops", () -> "s3cret-word");

    private final Patience patience = new Patience();

    @Test
    void aFollowerSendsUsToTheLeaderByHostAlone() throws IOException {
        try (WebDouble leader = WebDouble.answering(request -> Reply.json("{\"leader\":true}"));
                WebDouble follower = WebDouble.answering(
                        request -> Reply.to(307, "//127.0.0.1:" + leader.url().getPort() + "/master/state"))) {
            BodyPlace.Memory memory = BodyPlace.memory(1000);

            Answer answer = client(LOGIN, follower.url()).ask(Question.get("/master/state?limit=5", memory));

            assertThat(answer.from()).isEqualTo(URI.create(leader.url() + "/master/state?limit=5"));
            assertThat(new String(memory.bytes(), StandardCharsets.UTF_8)).isEqualTo("{\"leader\":true}");
            assertThat(leader.requests().get(0).header("Authorization")).contains("Basic b3BzOnMzY3JldC13b3Jk");
        }
    }

    @Test
    void whatSaysWhoWeAreGoesToNobodyWhoWasNotNamed() throws IOException {
        Map<String, String> secret = Map.of("X-Api-Key", "s3cret");
        try (WebDouble other = WebDouble.answering(request -> Reply.json("{}"));
                WebDouble member = WebDouble.answering(
                        request -> Reply.to(307, "//localhost:" + other.url().getPort() + "/state"))) {
            WebClient known = client(LOGIN, member.url());
            WebClient anonymous = client(Login.NONE, member.url());

            assertThatThrownBy(() -> get(known, "/state"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("sent on to http://localhost:")
                    .hasMessageContaining("not followed");
            assertThatThrownBy(() -> anonymous.ask(Question.get("/state", secret, BodyPlace.memory(9))))
                    .isInstanceOf(RefusedException.class);
            assertThat(other.requests()).isEmpty();
            assertThat(get(anonymous, "/state").good()).isTrue();
            assertThat(get(known.trustingTheLeader(), "/state").good()).isTrue();
            assertThat(get(
                                    client(
                                            LOGIN,
                                            member.url(),
                                            URI.create("http://localhost:"
                                                    + other.url().getPort())),
                                    "/state")
                            .good())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "302, /login?from=state, another page",
        "307, http://127.0.0.1:1/other, another page",
        "307, ftp://127.0.0.1/master/state, no place on the web",
        "301, '', another page",
        "307, 'http://[', no URL"
    })
    void nothingButTheSamePlaceIsFollowed(int status, String location, String expected) throws IOException {
        try (WebDouble server = WebDouble.answering(request -> Reply.to(status, location))) {
            assertThatThrownBy(() -> get(client(LOGIN, server.url()), "/master/state"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(expected)
                    .hasMessageContaining("not followed");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void fromHttpsNothingIsFollowedIntoTheClear() {
        Answer answer = answer(307, "Location", "http://leader.example.org/state");

        assertThatThrownBy(() -> Redirection.target("GET", URI.create("https://m1.example.org/state"), answer))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("from https to http://leader.example.org/state");
    }

    @Test
    void aChangeIsNotTurnedIntoAQuestion() {
        Answer answer = answer(303, "Location", "//leader.example.org/v2/apps");

        assertThatThrownBy(() -> Redirection.target("PUT", URI.create("http://m1.example.org/v2/apps"), answer))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("turns a change into a question");
    }

    @Test
    void whoIsPassedAroundInACircleGivesUpAndAsksAgainLater() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (WebDouble server = WebDouble.answering(
                request -> asked.incrementAndGet() <= 6 ? Reply.to(307, request.path()) : Reply.json("{}"))) {
            assertThat(get(client(LOGIN, server.url()), "/state").good()).isTrue();
            assertThat(patience.waits()).hasSize(1);
        }
    }

    @Test
    void whileThereIsNoLeaderItIsAskedAgain() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (WebDouble server = WebDouble.answering(request -> asked.incrementAndGet() < 4
                ? Reply.html(503, "No leader elected").with("Retry-After", asked.get() == 1 ? "7" : "later")
                : Reply.json("{}"))) {
            get(client(LOGIN, server.url()), "/state");

            assertThat(patience.waits())
                    .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    @Test
    void itGivesUpAfterAWhileAndSaysWhatEachMemberSaid() throws IOException {
        try (WebDouble one = WebDouble.answering(request -> Reply.html(503, "No leader elected"));
                WebDouble other = WebDouble.answering(request -> Reply.html(502, "Bad\u0007 gateway"))) {
            assertThatThrownBy(() -> get(client(LOGIN, one.url(), other.url()), "/state"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(one.url() + ": 503: No leader elected")
                    .hasMessageContaining(other.url() + ": 502: Bad? gateway");
            assertThat(one.requests()).hasSize(WebClient.ROUNDS);
            assertThat(other.requests()).hasSize(WebClient.ROUNDS);
        }
    }

    @Test
    void anotherMemberAnswersForOneThatIsDown() throws IOException {
        try (WebDouble there = WebDouble.answering(request -> Reply.json("{}"))) {
            assertThat(get(client(LOGIN, down(), there.url()), "/state").from().getPort())
                    .isEqualTo(there.url().getPort());
            assertThat(patience.waits()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void whoMayNotIsToldSoWithoutTheSecret(int status) throws IOException {
        try (WebDouble server = WebDouble.answering(
                request -> Reply.html(status, request.headers().toString()))) {
            assertThatThrownBy(() -> get(client(LOGIN, server.url()), "/state?token=s3cret-word"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("user 'ops'")
                    .hasMessageContaining(Integer.toString(status))
                    .hasMessageNotContaining("s3cret-word")
                    .hasMessageNotContaining("b3BzOnMzY3JldC13b3Jk");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aTokenIsShownAsTheSystemWantsIt() throws IOException {
        try (WebDouble server = WebDouble.answering(request -> Reply.json("{}"))) {
            get(client(Login.token("token=", () -> "eyJ0.eXAi"), server.url()), "/service/marathon/v2/info");

            assertThat(server.requests().get(0).header("Authorization")).contains("token=eyJ0.eXAi");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "", "ümlaut"})
    void aTokenThatNoHeaderCanCarryIsNotShown(String token) throws IOException {
        try (WebDouble server = WebDouble.answering(request -> Reply.json("{}"))) {
            assertThatThrownBy(() -> get(client(Login.token("Bearer ", () -> token), server.url()), "/"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("not shown here")
                    .hasMessageNotContaining("lines")
                    .hasMessageNotContaining("mlaut");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aChangeIsSentAgainOnlyWhereItWasNotCarriedOut() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (WebDouble server = WebDouble.answering(
                request -> asked.incrementAndGet() == 1 ? Reply.html(503, "no leader") : Reply.json(200, "{}"))) {
            assertThat(put(client(LOGIN, down(), server.url())).good()).isTrue();
            assertThat(server.requests()).hasSize(2);
        }
        try (WebDouble server = WebDouble.answering(request -> Reply.html(502, "bad gateway"))) {
            assertThat(put(client(LOGIN, server.url())).status()).isEqualTo(502);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void whatPrintsTheSettingsPrintsNoSecret() {
        HttpSettings settings = HttpSettings.of(List.of(down()), LOGIN, Optional.empty());

        assertThat(settings.toString()).contains("user 'ops'").doesNotContain("s3cret-word");
    }

    private static Answer put(WebClient client) throws IOException {
        return client.ask(
                Question.change("PUT", "/v2/apps", "[]".getBytes(StandardCharsets.UTF_8), BodyPlace.memory(9)));
    }

    private static Answer get(WebClient client, String path) throws IOException {
        return client.ask(Question.get(path, BodyPlace.memory(1000)));
    }

    private static Answer answer(int status, String header, String value) {
        HttpHeaders headers = HttpHeaders.of(Map.of(header, List.of(value)), (name, text) -> true);
        return new Answer(URI.create("http://m1.example.org/"), status, headers, 0, "", "");
    }

    /** Nobody listens on port 1. */
    static URI down() {
        return URI.create("http://127.0.0.1:1");
    }

    private WebClient client(Login login, URI... urls) throws IOException {
        return WebClient.open(HttpSettings.of(List.of(urls), login, Optional.empty()), patience);
    }
}
