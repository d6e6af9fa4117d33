package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keepsake.artefact.ChangePlan;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.framework.WebDouble.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs, back into Chronos and Metronome. */
final class JobsTargetTest {

    private static final String CHRONOS =
            "[{\"name\":\"c\",\"command\":\"c\",\"parents\":[\"b\"],\"fetch\":[{\"uri\":\"x\"}],"
                    + "\"uris\":[\"x\"]},{\"name\":\"b\",\"command\":\"b\",\"parents\":[\"a\"]},{\"name\":\"a\",\"command\":\"a\","
                    + "\"schedule\":\"R5/2018-01-01T00:00:00Z/P1D\",\"successCount\":9,\"lastSuccess\":\"x\"}]";

    private String present = "[]";

    @ParameterizedTest
    @ValueSource(strings = {"/v1/scheduler", "/scheduler"})
    void parentsComeFirstAndCountersStay(String prefix) throws IOException {
        try (WebDouble chronos = chronos(prefix)) {
            ChangePlan plan = plan(JobsTarget.chronos(settings(chronos), new Patience()), CHRONOS);

            assertThat(plan.apply(progress -> {}).complete()).isTrue();
            assertThat(changes(chronos))
                    .containsExactly(
                            "POST " + prefix + "/iso8601 {\"name\":\"a\",\"command\":\"a\","
                                    + "\"schedule\":\"R5/2018-01-01T00:00:00Z/P1D\"}",
                            "POST " + prefix + "/dependency {\"name\":\"b\",\"command\":\"b\",\"parents\":[\"a\"]}",
                            "POST " + prefix + "/dependency {\"name\":\"c\",\"command\":\"c\",\"parents\":[\"b\"],"
                                    + "\"fetch\":[{\"uri\":\"x\"}]}");
        }
    }

    @Test
    void aScheduleThatWentOnIsNoDifferenceAndAnotherPeriodIs() throws IOException {
        present = CHRONOS.replace("R5/2018-01-01", "R2/2018-01-04").replace("\"command\":\"b\"", "\"command\":\"B\"");
        try (WebDouble chronos = chronos("/v1/scheduler")) {
            assertThat(plan(JobsTarget.chronos(settings(chronos), new Patience()), CHRONOS)
                            .changes())
                    .singleElement()
                    .satisfies(change -> assertThat(change.details()).containsExactly("command: \"B\" -> \"b\""));
            present = CHRONOS.replace("/P1D", "/P2D");
            assertThat(plan(JobsTarget.chronos(settings(chronos), new Patience()), CHRONOS)
                            .changes())
                    .singleElement()
                    .satisfies(change -> assertThat(change.details()).containsExactly("schedule: \"P2D\" -> \"P1D\""));
        }
    }

    @Test
    void jobsThatNeedEachOtherAreLeftToChronosToRefuse() throws IOException {
        try (WebDouble chronos = chronos("/v1/scheduler")) {
            ChangePlan plan = plan(
                    JobsTarget.chronos(settings(chronos), new Patience()),
                    "[{\"name\":\"a\",\"parents\":[\"b\"]},{\"name\":\"b\",\"parents\":[\"a\"]}]");

            assertThat(plan.apply(progress -> {}).made()).hasSize(2);
        }
    }

    @Test
    void jobsOfMetronomeComeWithTheirSchedulesAndWithoutTheirRuns() throws IOException {
        String jobs = "[{\"id\":\"late\",\"dependencies\":[{\"id\":\"soon\"}],\"run\":{\"cpus\":1}},"
                + "{\"id\":\"soon\",\"run\":{\"cpus\":1},\"dependencies\":[],\"activeRuns\":[{}],\"historySummary\":{},"
                + "\"history\":{},\"schedules\":[{\"id\":\"s\",\"cron\":\"* * * * *\",\"nextRunAt\":\"x\"}]}]";
        present = "[{\"id\":\"late\",\"dependencies\":[{\"id\":\"soon\"}],\"run\":{\"cpus\":2}}]";
        try (WebDouble metronome =
                WebDouble.answering(request -> Reply.json(request.method().equals("GET") ? present : "{}"))) {
            ChangePlan plan = plan(JobsTarget.metronome(settings(metronome), new Patience()), jobs);

            assertThat(plan.apply(progress -> {}).complete()).isTrue();
            assertThat(changes(metronome))
                    .containsExactly(
                            "POST /v0/scheduled-jobs {\"id\":\"soon\",\"run\":{\"cpus\":1},"
                                    + "\"schedules\":[{\"id\":\"s\",\"cron\":\"* * * * *\"}]}",
                            "PUT /v0/scheduled-jobs/late {\"id\":\"late\",\"dependencies\":[{\"id\":\"soon\"}],"
                                    + "\"run\":{\"cpus\":1}}");
        }
    }

    @Test
    void realJobsOfMetronomeComeBack() throws IOException {
        String folder = System.getenv("KEEPSAKE_FIXTURES");
        assumeTrue(folder != null, "KEEPSAKE_FIXTURES names no folder with real jobs: skipped");
        String jobs = Files.readString(Path.of(folder, "metronome", "jobs.json"));
        try (WebDouble metronome =
                WebDouble.answering(request -> Reply.json(request.method().equals("GET") ? present : "{}"))) {
            ChangePlan plan = plan(JobsTarget.metronome(settings(metronome), new Patience()), jobs);

            assertThat(plan.changes()).isNotEmpty();
            assertThat(plan.apply(progress -> {}).complete()).isTrue();
            present = "[" + String.join(",", bodies(metronome)) + "]";
            assertThat(plan(JobsTarget.metronome(settings(metronome), new Patience()), jobs)
                            .changes())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[{}]", "[\"a\"]", "[{\"id\":\"../v1/jobs\"}]", "[{\"id\":\"a\"},{\"id\":\"a\"}]"})
    void whatIsNoListOfJobsIsNotSent(String jobs) throws IOException {
        try (WebDouble metronome = WebDouble.answering(request -> Reply.json("[]"))) {
            assertThatThrownBy(() -> plan(JobsTarget.metronome(settings(metronome), new Patience()), jobs))
                    .isInstanceOf(CorruptException.class);
            assertThat(metronome.requests()).isEmpty();
        }
    }

    private WebDouble chronos(String prefix) throws IOException {
        return WebDouble.answering(request -> {
            if (!request.path().startsWith(prefix)) {
                return Reply.html(200, "<html>start page</html>");
            }
            return Reply.json(request.method().equals("GET") ? present : "{}");
        });
    }

    private static List<String> changes(WebDouble server) {
        List<String> changes = new ArrayList<>();
        server.requests().stream()
                .filter(request -> !request.method().equals("GET"))
                .forEach(request -> changes.add(request.line() + " " + request.text()));
        return changes;
    }

    private static List<String> bodies(WebDouble server) {
        return server.requests().stream()
                .filter(request -> !request.method().equals("GET"))
                .map(WebDouble.Request::text)
                .toList();
    }

    private static ChangePlan plan(DocumentTarget target, String jobs) throws IOException {
        new Kept().with("jobs", jobs).sendTo(target);
        return target.plan();
    }

    private static HttpSettings settings(WebDouble server) {
        return HttpSettings.of(List.of(server.url()), Login.NONE, Optional.empty());
    }
}
