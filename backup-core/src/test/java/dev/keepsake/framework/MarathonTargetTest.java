package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.ChangePlan;
import dev.keepsake.artefact.ChangeReport;
import dev.keepsake.artefact.ChangeReport.Made;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apps, pods and groups, back into a Marathon that takes only what the published rules allow. */
final class MarathonTargetTest {

    private static final MarathonOptions ALL = new MarathonOptions("/", false, false, Duration.ofMinutes(1));

    private final Patience patience = new Patience();
    private MarathonDouble marathon;

    @BeforeEach
    void start() throws IOException {
        marathon = new MarathonDouble();
    }

    @AfterEach
    void stop() {
        marathon.close();
    }

    @Test
    void fiveThousandAppsComeBackAsTheyWere() throws IOException {
        ObjectNode root = new ToldApps(7).tree(5000);
        ChangeReport report = applied(plan(ALL, backup(root)));

        assertThat(report.complete()).as("%s", failures(report)).isTrue();
        assertThat(report.notes()).isEmpty();
        assertThat(marathon.refused).isEmpty();
        assertThat(marathon.apps).hasSize(5000);
        MarathonState.of(root, Optional.empty())
                .apps()
                .forEach((id, app) -> assertThat(String.valueOf(marathon.apps.get(id.value())))
                        .isEqualTo(app.toString()));
        assertThat(plan(ALL, backup(root)).changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"groups-155_100.json", "groups-volumes.json", "groups-pod.json", "group.json"})
    void groupsOfRealClustersComeBack(String name) throws IOException {
        JsonNode root = AppFormTest.fixture(name);

        assertThat(applied(plan(ALL, backup(root))).complete()).isTrue();
        assertThat(marathon.refused).isEmpty();
        assertThat(plan(ALL, backup(root)).changes()).isEmpty();
    }

    @Test
    void whatIsDifferentIsNamedLineByLineAndNothingElseIsSent() throws IOException {
        marathon.apps.put("/a/same", app("/a/same", 1));
        marathon.apps.put("/a/other", app("/a/other", 1).put("instances", 9).put("user", "root"));
        ((ObjectNode) marathon.apps.get("/a/other").path("env")).put("PASSWORD", "n3w");
        Kept backup = backup(root(app("/a/same", 1), app("/a/other", 1), app("/a/new", 1)));

        ChangePlan plan = plan(ALL, backup);

        assertThat(plan.changes())
                .extracting(change -> change.kind() + " " + change.subject() + " " + change.name())
                .containsExactly("CREATE app /a/new", "CHANGE app /a/other");
        assertThat(plan.changes().get(1).details())
                .containsExactly(
                        "env.PASSWORD: (not shown) -> (not shown)", "instances: 9 -> 1", "user: \"root\" -> (not set)");
        assertThat(marathon.server().lines()).allMatch(line -> line.startsWith("GET "));
        assertThat(applied(plan).complete()).isTrue();
        assertThat(marathon.apps.get("/a/other").toString())
                .isEqualTo(app("/a/other", 1).toString());
        assertThat(marathon.server().lines()).contains("PUT /v2/apps?partialUpdate=false");
    }

    @Test
    void anotherFrameworkThanTheBackupsIsNamed() throws IOException {
        for (String id : List.of("fw-1", "fw-7")) {
            Kept backup = backup(root(app("/app", 1)));
            backup.describe(new TreeMap<>(Map.of("framework-id", id)));

            assertThat(plan(ALL, backup).notes().stream().anyMatch(note -> note.contains("another framework")))
                    .isEqualTo(id.equals("fw-7"));
        }
    }

    @Test
    void whatANewerMarathonAddsIsNoDifference() throws IOException {
        marathon.apps.put("/app", app("/app", 1).put("role", "*").put("tty", false));

        assertThat(plan(ALL, backup(root(app("/app", 1)))).changes()).isEmpty();
    }

    @Test
    void nothingGoesUnlessItIsAskedFor() throws IOException {
        marathon.apps.put("/b/own", app("/b/own", 1));
        marathon.pods.put("/b/pod", pod("/b/pod"));
        marathon.groups.put("/empty", Json.MAPPER.createObjectNode().put("id", "/empty"));
        Kept backup = backup(root(app("/a/app", 1)));

        assertThat(applied(plan(ALL, backup)).complete()).isTrue();
        assertThat(marathon.apps).containsOnlyKeys("/a/app", "/b/own");
        assertThat(marathon.pods).containsOnlyKeys("/b/pod");

        ChangePlan plan = plan(new MarathonOptions("/", false, true, Duration.ofMinutes(5)), backup);
        assertThat(plan.changes())
                .extracting(change -> change.kind() + " " + change.subject() + " " + change.name())
                .containsExactly("DELETE app /b/own", "DELETE pod /b/pod", "DELETE group /b", "DELETE group /empty");
        assertThat(applied(plan).made())
                .filteredOn(made -> !made.done())
                .extracting(made -> made.change().name())
                .isEmpty();
        assertThat(marathon.apps).containsOnlyKeys("/a/app");
        assertThat(marathon.groups).doesNotContainKey("/empty");
    }

    @Test
    void aGroupIsLeftWhenSomethingCameIntoItMeanwhile() throws IOException {
        marathon.groups.put("/empty", Json.MAPPER.createObjectNode().put("id", "/empty"));
        ChangePlan plan =
                plan(new MarathonOptions("/", false, true, Duration.ofMinutes(5)), backup(root(app("/a/app", 1))));
        marathon.apps.put("/empty/new", app("/empty/new", 1));

        ChangeReport report = applied(plan);

        assertThat(failures(report)).containsExactly("/empty: there are apps in it, so it was left as it is");
        assertThat(marathon.apps).containsKey("/empty/new");
    }

    @Test
    void onlyWhatLiesBelowThePathIsTouched() throws IOException {
        marathon.apps.put("/b/own", app("/b/own", 1));
        Kept backup = backup(root(app("/a/app", 1), app("/ab/app", 1), app("/b/gone", 1)));
        MarathonOptions below = new MarathonOptions("/a", false, true, Duration.ofMinutes(5));

        assertThat(applied(plan(below, backup)).complete()).isTrue();
        assertThat(marathon.apps).containsOnlyKeys("/a/app", "/b/own");
        assertThatThrownBy(() -> plan(new MarathonOptions("/c", false, false, Duration.ZERO), backup))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nothing at /c")
                .hasMessageContaining("3 apps");
    }

    @Test
    void podsAndGroupsThatSaySomethingComeBackByThemselves() throws IOException {
        ObjectNode root = root(app("/a/app", 1));
        root.withArray("groups").addObject().put("id", "/empty");
        ObjectNode says = (ObjectNode) root.path("groups").path(0);
        says.withArray("dependencies").add("/db");
        says.put("enforceRole", true);
        marathon.pods.put("/p/old", pod("/p/old").put("user", "root"));
        Kept backup = backup(root)
                .with(
                        "pods",
                        "[" + pod("/p/old").put("version", "v1") + ","
                                + pod("/p/new").put("version", "v1") + "]");

        ChangePlan plan = plan(ALL, backup);
        ChangeReport report = applied(plan);

        assertThat(report.complete()).as("%s", failures(report)).isTrue();
        assertThat(marathon.pods.get("/p/old")).isEqualTo(pod("/p/old"));
        assertThat(marathon.pods).containsKey("/p/new");
        assertThat(Objects.requireNonNull(marathon.groups.get("/a"))
                        .path("enforceRole")
                        .asBoolean())
                .isTrue();
        assertThat(marathon.groups).containsKey("/empty");
        assertThat(marathon.apps).containsKey("/a/app");
        assertThat(plan(ALL, backup).changes()).isEmpty();
    }

    @Test
    void anAppThatADeploymentHoldsWaitsForIt() throws IOException {
        hold("/a/app", 4);

        assertThat(applied(plan(ALL, backup(root(app("/a/app", 2))))).complete())
                .isTrue();
        assertThat(instances("/a/app")).isEqualTo(2);
    }

    @Test
    void anAppThatIsHeldForeverIsReportedAndStopsNoOther() throws IOException {
        hold("/a/held", 1_000_000);

        ChangeReport report = applied(plan(ALL, backup(root(app("/a/free", 2), app("/a/held", 2)))));

        assertThat(failures(report)).singleElement().asString().startsWith("/a/held: Marathon answered 409");
        assertThat(marathon.apps).containsKey("/a/free");
    }

    @Test
    void byForceNoDeploymentIsInTheWay() throws IOException {
        hold("/a/held", 1_000_000);
        MarathonOptions force = new MarathonOptions("/", true, false, Duration.ofMinutes(5));

        assertThat(applied(plan(force, backup(root(app("/a/held", 2))))).complete())
                .isTrue();
        assertThat(instances("/a/held")).isEqualTo(2);
    }

    @Test
    void oneBadAppAmongManyIsFoundAndTheOthersCome() throws IOException {
        List<ObjectNode> apps = new ArrayList<>();
        for (int i = 0; i < 37; i++) {
            apps.add(app("/a/app-" + i, 1));
        }
        apps.get(20).put("cmd", "a").putArray("args").add("b");

        ChangeReport report = applied(plan(ALL, backup(root(apps.toArray(ObjectNode[]::new)))));

        assertThat(failures(report))
                .singleElement()
                .asString()
                .contains("/a/app-20: Marathon answered 422")
                .contains("Object is not valid");
        assertThat(marathon.apps).hasSize(36).doesNotContainKey("/a/app-20");
    }

    @Test
    void whatOthersDependOnComesFirst() throws IOException {
        ObjectNode web = app("/web/app", 1);
        web.withArray("dependencies").add("/db");
        ObjectNode root = root(web, app("/db/a", 1), app("/db/b", 1), app("/alone/app", 1));
        for (JsonNode group : root.path("groups")) {
            if (group.path("id").asText().equals("/db")) {
                ((ObjectNode) group).putArray("dependencies").add("/alone");
            }
        }

        assertThat(applied(plan(ALL, backup(root))).complete()).isTrue();
        List<String> sent = marathon.server().requests().stream()
                .filter(request -> request.line().startsWith("PUT /v2/apps"))
                .map(request -> ids(request.text()))
                .toList();
        assertThat(sent).containsExactly("[/alone/app]", "[/db/a, /db/b]", "[/web/app]");
    }

    @Test
    void appsThatDependOnEachOtherAreLeftToMarathonToRefuse() throws IOException {
        ObjectNode one = app("/c/one", 1);
        one.withArray("dependencies").add("/c/two");
        ObjectNode two = app("/c/two", 1);
        two.withArray("dependencies").add("/c/one");

        assertThat(applied(plan(ALL, backup(root(one, two)))).complete()).isTrue();
    }

    @Test
    void aDeploymentThatTakesLongerIsNoFailureAndIsNamed() throws IOException {
        marathon.patience = 1_000_000;

        ChangeReport report = applied(plan(ALL, backup(root(app("/a/app", 1)))));

        assertThat(report.complete()).isTrue();
        assertThat(report.notes())
                .singleElement()
                .asString()
                .contains("was not done after 60 s")
                .contains("/of/");
    }

    @Test
    void onceMarathonIsSilentTheRestIsNotTriedAndTheNextRunFinishes() throws IOException {
        ObjectNode root = new ToldApps(3).tree(400);
        ChangePlan plan = plan(ALL, backup(root));
        int[] said = new int[1];
        ChangeReport report = plan.apply(progress -> {
            if (++said[0] == 3) {
                marathon.close();
            }
        });

        assertThat(report.complete()).isFalse();
        assertThat(report.made()).hasSize(400);
        assertThat(report.made().stream().filter(Made::done).count()).isBetween(1L, 399L);
        assertThat(failures(report)).allMatch(line -> line.contains("not done, or not known to be"));

        TreeMap<String, ObjectNode> left = new TreeMap<>(marathon.apps);
        marathon = new MarathonDouble();
        marathon.apps.putAll(left);
        ChangePlan rest = plan(ALL, backup(root));
        assertThat(rest.changes()).hasSize(400 - left.size());
        assertThat(applied(rest).complete()).isTrue();
        assertThat(marathon.apps).hasSize(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"/\",\"apps\":[{\"id\":\"/../v2/leader\"}]}",
                "{\"id\":\"/\",\"apps\":[{\"id\":\"/a b\"}]}",
                "{\"id\":\"/\",\"apps\":[\"/a\"]}",
                "{\"id\":\"/\",\"apps\":[{\"id\":\"/a\"},{\"id\":\"/a\"}]}",
                "{\"id\":\"/\",\"groups\":[{\"id\":\"/\"}]}",
                "{\"id\":\"/\",\"groups\":[{\"id\":\"/a\",\"apps\":[{\"id\":\"/b/c\"}]}]}",
                "[]"
            })
    void aDocumentThatIsNoTreeOfGroupsIsNotSent(String root) throws IOException {
        assertThatThrownBy(() -> plan(ALL, new Kept().with("groups", root))).isInstanceOf(CorruptException.class);
        assertThat(marathon.server().requests()).isEmpty();
    }

    @Test
    void aBackupOfSomethingElseIsRefused() {
        assertThatThrownBy(() -> plan(ALL, new Kept().with("jobs", "[]")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no document 'groups'");
    }

    private int instances(String id) {
        return Objects.requireNonNull(marathon.apps.get(id)).path("instances").asInt();
    }

    private void hold(String id, int polls) {
        String deployment = "97c136bf-5a28-4821-9d94-480d9fbb01c8";
        marathon.deployments.put(deployment, polls);
        marathon.held.put(id, deployment);
    }

    private static String ids(String body) {
        try {
            List<String> ids = new ArrayList<>();
            Json.MAPPER.readTree(body).forEach(app -> ids.add(app.path("id").asText()));
            return ids.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> failures(ChangeReport report) {
        return report.made().stream()
                .filter(made -> !made.done())
                .map(made -> made.change().name() + ": " + made.said())
                .toList();
    }

    private ChangePlan plan(MarathonOptions options, Kept backup) throws IOException {
        HttpSettings settings = HttpSettings.of(List.of(marathon.server().url()), Login.NONE, Optional.empty());
        MarathonTarget target = MarathonTarget.at(settings, options, patience);
        backup.sendTo(target);
        return target.plan();
    }

    private static ChangeReport applied(ChangePlan plan) throws IOException {
        List<PlannedChange> changes = plan.changes();
        ChangeReport report = plan.apply(progress -> {});
        assertThat(report.made().stream().map(Made::change).toList()).isEqualTo(changes);
        return report;
    }

    private static Kept backup(JsonNode root) {
        return new Kept().with("groups", root.toString());
    }

    private static ObjectNode root(ObjectNode... apps) {
        ObjectNode root = Json.MAPPER.createObjectNode().put("id", "/");
        TreeMap<String, ObjectNode> groups = new TreeMap<>();
        for (ObjectNode app : apps) {
            String id = app.path("id").asText();
            int slash = id.lastIndexOf('/');
            ObjectNode group = slash == 0
                    ? root
                    : groups.computeIfAbsent(
                            id.substring(0, slash),
                            name -> Json.MAPPER.createObjectNode().put("id", name));
            group.withArray("apps").add(app);
        }
        groups.values().forEach(root.withArray("groups")::add);
        return root;
    }

    private static ObjectNode app(String id, int instances) {
        ObjectNode app = Json.MAPPER.createObjectNode().put("id", id).put("cmd", "sleep 100");
        app.put("instances", instances).put("cpus", 0.1).put("mem", 16);
        app.putObject("env").put("PASSWORD", "0ld");
        return app;
    }

    private static ObjectNode pod(String id) {
        ObjectNode pod = Json.MAPPER.createObjectNode().put("id", id);
        pod.putArray("containers").addObject().put("name", "one");
        return pod;
    }
}
