package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.framework.WebDouble.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints of anybody's choice, and the jobs of Chronos and Metronome. */
final class OtherSourcesTest {

    private static final HttpSettings NOBODY = settings(WebClientTest.down());

    private final Patience patience = new Patience();

    @TempDir
    private Path work;

    @Test
    void anEndpointIsStoredAsItIs() throws IOException {
        byte[] bytes = {0, 1, 2, (byte) 0xff, '\n'};
        try (WebDouble server = WebDouble.answering(request -> new Reply(
                200,
                Map.of(
                        "Content-Type",
                        "application/octet-stream",
                        "Set-Cookie",
                        "id=1",
                        "X-Auth-Token",
                        "t1",
                        "ETag",
                        "e1"),
                bytes))) {
            Endpoint endpoint = new Endpoint("raw", "/v1/raw?all=1", Map.of("X-Key", () -> "k-1"), Optional.empty());

            Kept kept = captured(server.url(), endpoint);

            assertThat(kept.documents().get("raw")).isEqualTo(bytes);
            assertThat(kept.known("raw"))
                    .containsEntry("url", server.url() + "/v1/raw")
                    .containsEntry("status", "200")
                    .containsEntry("header.etag", "e1")
                    .containsEntry("content-sha256", "e32f0d62288c85119349a5519afbd5617a4ca4f84ceee9ca836812e8b982d5e2")
                    .doesNotContainKeys("header.set-cookie", "header.x-auth-token");
            assertThat(server.requests().get(0).header("X-Key")).contains("k-1");
            assertThat(server.lines()).containsExactly("GET /v1/raw?all=1");
        }
    }

    @Test
    void oneEndpointThatFailsFailsTheSource() throws IOException {
        try (WebDouble server =
                WebDouble.answering(request -> request.path().equals("/a") ? Reply.json("{}") : Reply.nothing())) {
            assertThatThrownBy(() -> captured(server.url(), endpoint("a"), endpoint("b")))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("endpoint 'b'")
                    .hasMessageContaining("404: {\"message\":\"not here\"}");
        }
    }

    @Test
    void anotherTypeThanTheOneSaidIsRefused() throws IOException {
        Endpoint json = new Endpoint("state", "/state", Map.of(), Optional.of("application/json"));
        try (WebDouble server = WebDouble.answering(request -> Reply.html(200, "<html>"))) {
            assertThatThrownBy(() -> captured(server.url(), json))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("type 'text/html' instead of application/json");
        }
    }

    @Test
    void aHeaderThatNoRequestCanCarryIsNotShown() throws IOException {
        Endpoint bad = new Endpoint("state", "/state", Map.of("X-Key", () -> "secret\nline"), Optional.empty());
        try (WebDouble server = WebDouble.answering(request -> Reply.json("{}"))) {
            assertThatThrownBy(() -> captured(server.url(), bad))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void jobsOfChronosOfBothKindsAreCaptured() throws IOException {
        String jobs = "[{\"name\":\"a\"},{\"name\":\"b\",\"parents\":[\"a\"]}]";
        for (String prefix : List.of("/v1/scheduler", "/scheduler")) {
            try (WebDouble chronos =
                    WebDouble.answering(request -> request.path().equals(prefix + "/jobs")
                            ? Reply.json(jobs)
                            : Reply.html(200, "<html>start page</html>"))) {
                Kept kept = new Kept();
                WebSource source = WebSource.chronos("jobs", work, settings(chronos.url()), patience);
                source.sendTo(kept);

                assertThat(kept.text("jobs")).isEqualTo(jobs);
                assertThat(kept.facts()).containsEntry("jobs", "2").containsEntry("interface", prefix);
                assertThat(source.check().good()).isTrue();
            }
        }
        assertThat(WebSource.chronos("jobs", work, NOBODY, patience).check().good())
                .isFalse();
    }

    @Test
    void jobsOfMetronomeAreCapturedWithTheirSchedules() throws IOException {
        String jobs = "[{\"id\":\"a\",\"schedules\":[{\"id\":\"s\"}]}]";
        try (WebDouble metronome = WebDouble.answering(
                request -> request.path().equals("/v1/jobs") ? Reply.json(jobs) : Reply.nothing())) {
            Kept kept = new Kept();
            WebSource source = WebSource.metronome("jobs", work, settings(metronome.url()), patience);
            source.sendTo(kept);

            assertThat(kept.text("jobs")).isEqualTo(jobs);
            assertThat(kept.facts()).containsEntry("jobs", "1").containsEntry("absent", "info");
            assertThat(metronome.lines().get(0)).contains("embed=schedules");
            assertThat(source.check().findings().get(0).seen()).isEqualTo("Metronome with 1 jobs");
        }
    }

    private static Endpoint endpoint(String name) {
        return new Endpoint(name, "/" + name, Map.of(), Optional.empty());
    }

    private Kept captured(URI url, Endpoint... endpoints) throws IOException {
        Kept kept = new Kept();
        WebSource.http("any", work, settings(url), patience, List.of(endpoints)).sendTo(kept);
        return kept;
    }

    private static HttpSettings settings(URI url) {
        return HttpSettings.of(List.of(url), Login.NONE, Optional.empty());
    }
}
