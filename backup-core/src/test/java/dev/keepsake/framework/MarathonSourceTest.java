package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.framework.WebDouble.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that Marathon tells, and what happens when it tells something else. */
final class MarathonSourceTest {

    private final Patience patience = new Patience();

    @TempDir
    private Path work;

    private MarathonDouble marathon;

    @BeforeEach
    void start() throws IOException {
        marathon = new MarathonDouble();
        ToldApps told = new ToldApps(11);
        for (int i = 0; i < 40; i++) {
            String id = "/g" + i % 3 + "/app-" + i;
            marathon.apps.put(id, AppForm.sendable(told.app(id, "")));
        }
        marathon.pods.put(
                "/pod", (ObjectNode) Json.MAPPER.readTree("{\"id\":\"/pod\",\"containers\":[{\"name\":\"one\"}]}"));
    }

    @AfterEach
    void stop() {
        marathon.close();
    }

    @Test
    void everythingIsThereAndGoesBackIntoABlankMarathon() throws IOException {
        Kept kept = captured(marathon.server().url());

        assertThat(kept.documents().keySet())
                .containsExactly(
                        "state",
                        "info",
                        "groups",
                        "apps",
                        "pods",
                        "deployments",
                        "queue",
                        "leader",
                        "app-versions",
                        "pod-versions");
        assertThat(kept.facts())
                .containsEntry("apps", "40")
                .containsEntry("pods", "1")
                .containsEntry("framework-id", "fw-1")
                .containsEntry("version", "1.5.8")
                .containsEntry("changed-while-read", "false")
                .doesNotContainKey("absent");
        JsonNode state = Json.MAPPER.readTree(kept.text("state"));
        assertThat(state.path("groups").toString()).isEqualTo(kept.text("groups"));
        assertThat(state.path("info").path("leader").asText()).isEqualTo("m1:8080");
        assertThat(kept.known("groups"))
                .containsEntry("status", "200")
                .containsEntry("url", marathon.server().url() + "/v2/groups")
                .containsEntry("header.content-type", "application/json; charset=utf-8")
                .containsKey("content-sha256")
                .doesNotContainKey("end");

        try (MarathonDouble blank = new MarathonDouble()) {
            MarathonTarget target = MarathonTarget.at(
                    settings(blank.server().url()),
                    new MarathonOptions("/", false, false, Duration.ofMinutes(1)),
                    patience);
            kept.sendTo(target);
            assertThat(target.plan().apply(progress -> {}).complete()).isTrue();
            assertThat(blank.apps.toString()).isEqualTo(marathon.apps.toString());
            assertThat(blank.pods.toString()).isEqualTo(marathon.pods.toString());
            assertThat(blank.refused).isEmpty();
        }
    }

    @Test
    void everyVersionOfEveryAppHasALine() throws IOException {
        Kept kept = captured(marathon.server().url());

        List<String> lines = kept.text("app-versions").lines().toList();
        assertThat(lines).hasSize(80);
        assertThat(kept.known("app-versions")).containsEntry("versions", "80");
        JsonNode first = Json.MAPPER.readTree(lines.get(0));
        assertThat(first.path("spec").path("version")).isEqualTo(first.path("version"));
        assertThat(first.path("spec").path("id")).isEqualTo(first.path("id"));
        assertThat(kept.text("pod-versions").lines()).hasSize(1);
    }

    @Test
    void versionsForWhichThereIsNoTimeAreLeftOutAndSaid() throws IOException {
        Kept kept = new Kept();
        limited(60).sendTo(kept);

        assertThat(kept.facts().get("app-versions-left-out"))
                .matches("those of [0-9]+ of 40, since 'capture-limit', 60 s, was over");
        assertThat(kept.known("app-versions")).containsKey("left-out");
        assertThat(kept.text("app-versions").lines().toList()).hasSizeBetween(2, 60);
        assertThat(kept.text("pod-versions")).isEmpty();
        assertThat(kept.documents()).containsKeys("state", "groups", "pods");
        assertThat(work.resolve("marathon")).doesNotExist();
    }

    @Test
    void aSystemThatIsTooSlowForAllElseFailsAlone() {
        assertThatThrownBy(() -> limited(2).sendTo(new Kept()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("was not done within 2 s", "GET /v2/");
    }

    /** With a clock that goes on by a second at each look. */
    private WebSource limited(int seconds) {
        AtomicLong looks = new AtomicLong();
        HttpSettings settings = new HttpSettings(
                List.of(marathon.server().url()),
                Login.NONE,
                Optional.empty(),
                HttpSettings.CONNECT_TIMEOUT,
                HttpSettings.ANSWER_TIMEOUT,
                HttpSettings.MAX_ANSWER,
                Duration.ofSeconds(seconds));
        return WebSource.marathon("marathon", work, settings, patience)
                .timedBy(() -> looks.incrementAndGet() * 1_000_000_000L);
    }

    @Test
    void nothingIsLeftOnTheDiskAndNobodyElseCouldReadIt() throws IOException {
        Path folder = work.resolve("marathon");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("left"), "of a run that was killed");
        boolean[] looked = new boolean[1];
        Kept kept = new Kept();
        source(marathon.server().url()).sendTo(new DocumentSink() {
            @Override
            public void receive(Document document) throws IOException {
                looked[0] = true;
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                        .isEqualTo("rwx------");
                assertThat(folder.resolve("left")).doesNotExist();
                kept.receive(document);
            }

            @Override
            public void describe(SortedMap<String, String> facts) {
                kept.describe(facts);
            }
        });

        assertThat(looked[0]).isTrue();
        assertThat(folder).doesNotExist();
    }

    @Test
    void groupsThatChangeMeanwhileAreAskedForAgain() throws IOException {
        int[] asked = new int[1];
        try (WebDouble busy = WebDouble.answering(request -> {
            if (request.line().contains("/v2/apps") && request.query().isEmpty() && ++asked[0] == 1) {
                marathon.generation++;
            }
            return marathon.answer(request);
        })) {
            Kept kept = captured(busy.url());

            assertThat(kept.facts()).containsEntry("changed-while-read", "false");
            assertThat(busy.lines().stream()
                            .filter(line -> line.contains("group.apps"))
                            .count())
                    .isEqualTo(2);
        }
        try (WebDouble restless = WebDouble.answering(request -> {
            marathon.generation++;
            return marathon.answer(request);
        })) {
            assertThat(captured(restless.url()).facts()).containsEntry("changed-while-read", "true");
        }
    }

    @Test
    void anOlderMarathonWithoutPodsSaysSo() throws IOException {
        try (WebDouble old = WebDouble.answering(request -> request.path().startsWith("/v2/pods")
                ? Reply.html(404, "<html>no such page</html>")
                : marathon.answer(request))) {
            Kept kept = captured(old.url());

            assertThat(kept.facts()).containsEntry("absent", "pods");
            assertThat(kept.documents()).doesNotContainKeys("pods", "pod-versions");
        }
    }

    @Test
    void aPageInsteadOfAnAnswerIsRefused() throws IOException {
        try (WebDouble portal = WebDouble.answering(request -> request.path().equals("/v2/groups")
                ? Reply.html(200, "<html>Please log in</html>")
                : marathon.answer(request))) {
            assertThatThrownBy(() -> captured(portal.url()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("text/html")
                    .hasMessageContaining("login page");
            assertThat(work.resolve("marathon")).doesNotExist();
        }
    }

    @Test
    void anAnswerThatIsNoWholeJsonIsDamageAndItsContentIsNotShown() throws IOException {
        try (WebDouble cut = WebDouble.answering(request -> request.path().equals("/v2/apps")
                ? Reply.json("{\"apps\":[{\"env\":{\"PASSWORD\":\"hunter2\"")
                : marathon.answer(request))) {
            assertThatThrownBy(() -> captured(cut.url()))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("/v2/apps")
                    .hasMessageContaining("no whole JSON")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void whatAnswersPackedIsRefused() throws IOException {
        try (WebDouble packed =
                WebDouble.answering(request -> marathon.answer(request).with("Content-Encoding", "gzip"))) {
            assertThatThrownBy(() -> captured(packed.url()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("gzip");
        }
    }

    @Test
    void aCheckSaysWhatAnswersOrWhyNothingDoes() throws IOException {
        assertThat(source(marathon.server().url()).check().findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.good()).isTrue();
                    assertThat(finding.seen()).isEqualTo("Marathon 1.5.8, framework fw-1, led by m1:8080");
                });
        assertThat(source(WebClientTest.down()).check().findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.good()).isFalse();
                    assertThat(finding.subject()).isEqualTo("marathon (marathon)");
                    assertThat(finding.seen()).contains("no connection");
                });
    }

    private Kept captured(URI url) throws IOException {
        Kept kept = new Kept();
        source(url).sendTo(kept);
        return kept;
    }

    private WebSource source(URI url) {
        return WebSource.marathon("marathon", work, settings(url), patience);
    }

    private static HttpSettings settings(URI url) {
        return HttpSettings.of(List.of(url), Login.NONE, Optional.empty());
    }
}
