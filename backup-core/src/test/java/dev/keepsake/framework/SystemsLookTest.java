package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.framework.WebDouble.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked of members, and how their answers are understood. */
class SystemsLookTest {

    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    @Test
    void everyMasterIsAskedAndASilentOneIsAFact() throws IOException {
        try (WebDouble master = WebDouble.answering(request -> switch (request.path()) {
            case "/metrics/snapshot" ->
                Reply.json("{\"master/elected\":1.0,\"master/uptime_secs\":90.5,\"registrar/log/recovered\":1.0,"
                        + "\"registrar/log/ensemble_size\":3.0}");
            case "/master/flags" -> Reply.json("{\"flags\":{\"quorum\":\"2\"}}");
            default -> Reply.nothing();
        })) {
            List<MasterSeen> seen = look(master.url(), NOBODY).masters();

            assertThat(seen).hasSize(2);
            assertThat(seen.get(0).elected()).isTrue();
            assertThat(seen.get(0).uptime()).isEqualTo(Duration.ofMillis(90_500));
            assertThat(seen.get(0).recovered()).contains(true);
            assertThat(seen.get(0).ensembleSize()).hasValue(3);
            assertThat(seen.get(0).quorum()).hasValue(2);
            assertThat(seen.get(1).answered()).isFalse();
            assertThat(master.requests()).allMatch(request -> request.method().equals("GET"));
        }
    }

    @Test
    void whatAMasterDoesNotSayIsNotMadeUp() throws IOException {
        try (WebDouble master = WebDouble.answering(request -> request.path().equals("/metrics/snapshot")
                ? Reply.json("{\"master/elected\":0.0,\"registrar/log/recovered\":0.0}")
                : Reply.nothing())) {
            MasterSeen seen = look(master.url()).masters().get(0);

            assertThat(seen.elected()).isFalse();
            assertThat(seen.recovered()).contains(false);
            assertThat(seen.ensembleSize()).isEmpty();
            assertThat(seen.quorum()).isEmpty();
        }
    }

    @Test
    void aMarathonIsAskedForItsLeaderDeploymentsAppsAndPods() throws IOException {
        try (WebDouble marathon = WebDouble.answering(request -> marathon(request.path()))) {
            MarathonSeen seen = look(marathon.url()).marathon();

            assertThat(seen.members()).extracting(MarathonSeen.Member::leader).containsExactly(Optional.of("a:8080"));
            MarathonSeen.State state = seen.state().orElseThrow();
            assertThat(state.deployments()).containsExactly("d1 of /a, /pod");
            assertThat(state.apps()).isEqualTo(7);
            assertThat(state.pods()).isEqualTo(2);
            assertThat(state.unwell())
                    .containsExactly(
                            "/a: 1 of 2 tasks unhealthy",
                            "/b: 1 of 3 instances run",
                            "/e: 1 of 2 instances are known to be healthy",
                            "/pod: pod is DEGRADED");
            assertThat(state.untold()).containsExactly("/d", "/g");
            assertThat(marathon.requests()).allMatch(request -> request.method().equals("GET"));
        }
    }

    private static Reply marathon(String path) {
        return switch (path) {
            case "/v2/leader" -> Reply.json("{\"leader\":\"a:8080\"}");
            case "/v2/info" -> Reply.json("{\"version\":\"1.11.24\"}");
            case "/v2/deployments" ->
                Reply.json("[{\"id\":\"d1\",\"affectedApps\":[\"/a\"],\"affectedPods\":[\"/pod\"]}]");
            case "/v2/apps" ->
                Reply.json("{\"apps\":[{\"id\":\"/a\",\"instances\":2,\"tasksRunning\":2,\"tasksUnhealthy\":1},"
                        + "{\"id\":\"/b\",\"instances\":3,\"tasksRunning\":1,\"tasksUnhealthy\":0},"
                        + "{\"id\":\"/c\",\"instances\":0,\"tasksRunning\":0,\"tasksUnhealthy\":0},"
                        + "{\"id\":\"/d\",\"instances\":1},"
                        + checked("/e", ",\"tasksHealthy\":1") + ","
                        + checked("/f", ",\"tasksHealthy\":2") + ","
                        + checked("/g", "") + "]}");
            case "/v2/pods/::status" ->
                Reply.json("[{\"id\":\"/pod\",\"status\":\"DEGRADED\"},{\"id\":\"/well\",\"status\":\"STABLE\"}]");
            default -> Reply.nothing();
        };
    }

    private static String checked(String id, String healthy) {
        return "{\"id\":\"" + id + "\",\"instances\":2,\"tasksRunning\":2,\"tasksUnhealthy\":0" + healthy
                + ",\"healthChecks\":[{\"protocol\":\"HTTP\"}]}";
    }

    @Test
    void aMarathonWithoutALeaderSaysSoAndHasNoState() throws IOException {
        try (WebDouble marathon = WebDouble.answering(request -> request.path().equals("/v2/leader")
                ? Reply.json(404, "{\"message\":\"There is no leader\"}")
                : Reply.json(503, "{\"message\":\"Could not determine the current leader\"}"))) {
            MarathonSeen seen = look(marathon.url()).marathon();

            assertThat(seen.members().get(0).silence()).contains("it says that there is no leader");
            assertThat(seen.state()).isEmpty();
            assertThat(seen.silence().orElseThrow()).contains("503");
        }
    }

    private static SystemsLook look(URI... members) throws IOException {
        return SystemsLook.at(HttpSettings.of(List.of(members), Login.NONE, Optional.empty()), wait -> {});
    }
}
