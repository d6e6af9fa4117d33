package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.framework.WebDouble.Reply;
import dev.keepsake.framework.WebDouble.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three masters, of which one leads: found, asked, and still leading at the end, or nothing is captured. */
final class MasterSourceTest {

    private static final String METRICS = "{\"master/elected\":%d,\"master/uptime_secs\":%d.5,"
            + "\"registrar/log/recovered\":1.0,\"registrar/log/ensemble_size\":%s}";

    private final Patience patience = new Patience();
    private final List<WebDouble> masters = new ArrayList<>();
    private final Map<String, String> answers = new TreeMap<>();

    @TempDir
    private Path work;

    private int leader = 1;
    private int uptime = 1000;
    private String ensemble = "3.0";

    @BeforeEach
    void start() throws IOException {
        for (String path : List.of("state", "slaves", "roles", "quota", "weights", "flags")) {
            answers.put("/master/" + path, "{\"" + path + "\":[1,2]}");
        }
        answers.put("/master/maintenance/schedule", "{\"windows\":[]}");
        answers.put("/master/maintenance/status", "{}");
        answers.put("/version", "{\"version\":\"1.11.0\"}");
        answers.put("/registrar(1)/registry", "{\"master\":{\"info\":{\"id\":\"m-1\"}},\"slaves\":{\"slaves\":[]}}");
        for (int i = 0; i < 3; i++) {
            int number = i;
            masters.add(WebDouble.answering(request -> answer(number, request)));
        }
    }

    @AfterEach
    void stop() {
        masters.forEach(WebDouble::close);
    }

    private Reply answer(int number, Request request) {
        String path = request.path();
        if (path.equals("/metrics/snapshot")) {
            return Reply.json(String.format(METRICS, number == leader ? 1 : 0, uptime, ensemble));
        }
        if (path.startsWith("/registrar")) {
            return Reply.json(number == leader ? answers.getOrDefault(path, "{}") : "{}");
        }
        if (path.startsWith("/master/") && number != leader) {
            return leader < 0
                    ? Reply.html(503, "No leader elected")
                    : Reply.to(307, "//127.0.0.1:" + masters.get(leader).url().getPort() + path);
        }
        return answers.containsKey(path) ? Reply.json(answers.get(path)) : Reply.html(404, "");
    }

    @Test
    void aNumberBeyondAllBoundsIsNotWrittenOut() throws IOException {
        ensemble = "1e1500000000";

        assertThat(captured(urls(0, 1, 2)).facts()).containsEntry("registrar-log-ensemble-size", "1E+1500000000");
    }

    @Test
    void theLeaderIsFoundAndAskedForEverything() throws IOException {
        Kept kept = captured(urls(0, 1, 2));

        assertThat(kept.documents().keySet())
                .containsExactlyInAnyOrder(
                        "registry",
                        "state",
                        "slaves",
                        "version",
                        "roles",
                        "quota",
                        "weights",
                        "flags",
                        "maintenance-schedule",
                        "maintenance-status",
                        "metrics-snapshot");
        assertThat(kept.text("registry")).contains("m-1");
        assertThat(kept.facts())
                .containsEntry("leader", masters.get(1).url().toString())
                .containsEntry("version", "1.11.0")
                .containsEntry("agents", "2")
                .containsEntry("registrar-log-recovered", "1")
                .containsEntry("registrar-log-ensemble-size", "3");
        assertThat(masters.get(0).lines()).containsExactly("GET /metrics/snapshot");
    }

    @Test
    void whoKnowsOnlyAFollowerIsSentToTheLeader() throws IOException {
        Kept kept = captured(urls(0));

        assertThat(kept.text("registry")).contains("m-1");
        assertThat(kept.facts()).containsEntry("leader", masters.get(1).url().toString());
        assertThat(masters.get(0).lines()).containsExactly("GET /metrics/snapshot", "GET /master/roles");
    }

    @Test
    void aMasterThatIsDownIsNoObstacle() throws IOException {
        masters.get(0).close();

        assertThat(captured(urls(0, 2, 1)).text("registry")).contains("m-1");
    }

    @Test
    void withoutALeaderNothingIsCaptured() {
        leader = -1;

        assertThatThrownBy(() -> captured(urls(0, 1, 2)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no master leads")
                .hasMessageContaining("No leader elected");
    }

    @Test
    void twoMastersThatBothSayThatTheyLeadAreRefused() throws IOException {
        try (WebDouble other = WebDouble.answering(request -> Reply.json(String.format(METRICS, 1, 5, "3.0")))) {
            assertThatThrownBy(() -> captured(List.of(masters.get(1).url(), other.url())))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("more than one master says that it leads");
        }
    }

    @Test
    void anEmptyRegistryIsNoRegistry() {
        answers.remove("/registrar(1)/registry");

        assertThatThrownBy(() -> captured(urls(1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("empty object")
                .hasMessageContaining("has not recovered its registry");
    }

    @Test
    void aLeaderThatIsStartedAnewMeanwhileIsNotTrusted() throws IOException {
        int[] asked = new int[1];
        try (WebDouble restarted = WebDouble.answering(request -> request.path().equals("/metrics/snapshot")
                ? Reply.json(String.format(METRICS, 1, ++asked[0] == 1 ? 900 : 3, "3.0"))
                : answer(1, request))) {
            Kept kept = new Kept();
            assertThatThrownBy(() -> source(List.of(restarted.url())).sendTo(kept))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("stopped leading while it was asked");
            assertThat(kept.documents()).isEmpty();
        }
    }

    @Test
    void olderMastersHaveLessAndEndInJson() throws IOException {
        for (String path : List.of("state", "slaves")) {
            answers.put("/master/" + path + ".json", answers.get("/master/" + path));
            answers.remove("/master/" + path);
        }
        answers.remove("/master/quota");
        answers.remove("/master/weights");

        Kept kept = captured(urls(1));

        assertThat(kept.text("state")).isEqualTo("{\"state\":[1,2]}");
        assertThat(kept.facts()).containsEntry("absent", "quota, weights");
    }

    @Test
    void aCheckNamesTheLeader() throws IOException {
        assertThat(source(urls(2)).check().findings().get(0).seen())
                .isEqualTo("Mesos 1.11.0, led by " + masters.get(1).url());
    }

    private List<URI> urls(int... numbers) {
        List<URI> urls = new ArrayList<>();
        for (int number : numbers) {
            urls.add(masters.get(number).url());
        }
        return urls;
    }

    private Kept captured(List<URI> urls) throws IOException {
        Kept kept = new Kept();
        source(urls).sendTo(kept);
        return kept;
    }

    private WebSource source(List<URI> urls) {
        return WebSource.mesosMaster("masters", work, HttpSettings.of(urls, Login.NONE, Optional.empty()), patience);
    }
}
