package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MarathonCheckTest {

    private static final String GOOD = """
        {"id":"/shop/web","instances":2,"mem":512,"constraints":[["hostname","UNIQUE"]],
         "container":{"docker":{"image":"registry.example.com:5000/shop/java-web:1.4.2"}},
         "portDefinitions":[{"port":10000},{"port":10001}],
         "healthChecks":[{"protocol":"HTTP","path":"/","portIndex":1,"intervalSeconds":30,"timeoutSeconds":10}]}\
        """;

    @Test
    void nothingIsFoundInAnAppThatIsAsItShouldBe() throws IOException {
        assertThat(Tales.broken(check(GOOD))).containsExactly();
    }

    @Test
    void imagesAreFixedByATagOrADigestAndByNothingElse() throws IOException {
        assertThat(imageOf("registry.example.com/web")).contains("marathon.image-tag");
        assertThat(imageOf("registry.example.com:5000/web")).contains("marathon.image-tag");
        assertThat(imageOf("registry.example.com/web:latest")).contains("marathon.image-tag");
        assertThat(imageOf("registry.example.com/web:stable")).contains("marathon.image-tag");
        assertThat(imageOf("registry.example.com:5000/web:1")).isEmpty();
        assertThat(imageOf("registry.example.com/web@sha256:0123")).isEmpty();
    }

    @Test
    void aRegistryIsPublicWhereItsNameSaysSoOrThereIsNone() throws IOException {
        assertThat(imageOf("web:1")).containsExactly("marathon.public-registry");
        assertThat(imageOf("shop/web:1")).containsExactly("marathon.public-registry");
        assertThat(imageOf("quay.io/shop/web:1")).containsExactly("marathon.public-registry");
        assertThat(imageOf("gcr.io/google-containers/web:1")).containsExactly("marathon.public-registry");
        assertThat(imageOf("k8s.gcr.io/web:1")).containsExactly("marathon.public-registry");
        assertThat(imageOf("eu.gcr.io/shop/web:1")).isEmpty();
        assertThat(imageOf("localhost/web:1")).isEmpty();
    }

    @Test
    void aHealthCheckWithoutAPortCannotWork() throws IOException {
        assertThat(Tales.found(check(GOOD.replace("\"portIndex\":1", "\"portIndex\":2")), AppRules.PORT))
                .containsExactly("marathon /shop/web: a check by HTTP at port index 2 of 2 ports");
        String without = GOOD.replace("[{\"port\":10000},{\"port\":10001}]", "[]");
        assertThat(Tales.broken(check(without))).containsExactly("marathon.health-check-port");
        assertThat(Tales.broken(check(without.replace("\"portIndex\":1", "\"port\":8080"))))
                .isEmpty();
        assertThat(Tales.broken(check(without.replace("\"HTTP\"", "\"COMMAND\""))))
                .isEmpty();
    }

    @Test
    void timesOfAHealthCheckMustFitEachOther() throws IOException {
        assertThat(Tales.broken(check(GOOD.replace("\"timeoutSeconds\":10", "\"timeoutSeconds\":31"))))
                .containsExactly("marathon.health-check-times");
        assertThat(Tales.broken(check(
                        GOOD.replace("\"timeoutSeconds\":10", "\"timeoutSeconds\":10,\"gracePeriodSeconds\":7200"))))
                .containsExactly("marathon.health-check-times");
    }

    @Test
    void anAppWithoutHealthChecksConstraintsOrMemoryIsFound() throws IOException {
        assertThat(Tales.broken(check(GOOD.replaceAll("(?s),\\s*\"healthChecks.*", "}"))))
                .containsExactly("marathon.no-health-check");
        assertThat(Tales.broken(check(GOOD.replace("[[\"hostname\",\"UNIQUE\"]]", "[]"))))
                .containsExactly("marathon.no-constraint");
        assertThat(Tales.broken(check(GOOD.replace("\"mem\":512", "\"mem\":64"))))
                .containsExactly("marathon.jvm-memory");
        assertThat(Tales.broken(check(GOOD.replace("\"mem\":512", "\"mem\":64").replace("java-web", "web"))))
                .isEmpty();
    }

    @Test
    void whatDoesNotRunNeedsAHealthCheckLess() throws IOException {
        String unasked = GOOD.replaceAll("(?s),\\s*\"healthChecks.*", "}");

        assertThat(severity(unasked, AppRules.HEALTH)).isEqualTo(Severity.WARNING);
        assertThat(severity(unasked.replace("\"instances\":2", "\"instances\":0"), AppRules.HEALTH))
                .isEqualTo(Severity.NOTE);
    }

    @Test
    void aNameAloneIsNoSureSignOfAJvm() throws IOException {
        String small = GOOD.replace("\"mem\":512", "\"mem\":64");

        assertThat(severity(small, AppRules.MEMORY)).isEqualTo(Severity.NOTE);
        assertThat(severity(
                        small.replace("\"mem\":64", "\"mem\":64,\"cmd\":\"exec java -jar a.jar\""), AppRules.MEMORY))
                .isEqualTo(Severity.WARNING);
    }

    private static Severity severity(String app, Rule rule) throws IOException {
        return check(app).stream()
                .filter(finding -> finding.isFound() && finding.rule().equals(rule))
                .findFirst()
                .orElseThrow()
                .severity();
    }

    @Test
    void aBlankImageIsNoReasonToSayNothingOfTheRest() throws IOException {
        assertThat(imageOf(" ")).isEmpty();
        assertThat(Tales.broken(check(GOOD.replace("/shop/web", " ").replace("\"mem\":512", "\"mem\":64"))))
                .containsExactly("marathon.jvm-memory");
    }

    @Test
    void podsAreJudgedContainerByContainer() throws IOException {
        String pod = """
            {"id":"/","pods":[{"id":"/pod","scaling":{"instances":3},"containers":[
             {"name":"a","image":{"kind":"DOCKER","id":"nginx"},"resources":{"mem":32}},
             {"name":"b","image":{"kind":"DOCKER","id":"r.example.com/b:1"},"healthCheck":{"http":{}}}]}]}\
            """;

        List<Finding> findings =
                new MarathonCheck(Tales.of("marathon", Map.of("groups", pod)), Optional.empty()).findings();

        assertThat(Tales.broken(findings))
                .containsExactly("marathon.image-tag", "marathon.no-constraint", "marathon.public-registry");
    }

    @Test
    void whatChangedSinceTheBackupBeforeIsNamed() throws IOException {
        String before = groups(GOOD + "," + GOOD.replace("/shop/web", "/shop/gone"));
        String now = groups(GOOD.replace("\"mem\":512", "\"mem\":1024,\"version\":\"v2\"") + ","
                + GOOD.replace("/shop/web", "/shop/new"));

        List<Finding> findings = new MarathonCheck(
                        Tales.of("marathon", Map.of("groups", now)),
                        Optional.of(Tales.of("marathon", Map.of("groups", before))))
                .findings();

        assertThat(Tales.found(findings, AppRules.CHANGED))
                .containsExactlyInAnyOrder(
                        "marathon /shop/web: changed: mem",
                        "marathon /shop/gone: it is gone",
                        "marathon /shop/new: it is new");
    }

    @Test
    void aPodWhoseTasksComeAndGoHasNotChanged() throws IOException {
        String pod =
                "{\"id\":\"/\",\"pods\":[{\"id\":\"/pod\",\"spec\":{\"id\":\"/pod\",\"version\":\"v1\",\"user\":\"web\"},"
                        + "\"instances\":[{\"id\":\"task-1\"}]}]}";

        assertThat(changes(pod, pod.replace("task-1", "task-2").replace("v1", "v2")))
                .isEmpty();
        assertThat(changes(pod, pod.replace("\"web\"", "\"root\""))).containsExactly("marathon /pod: changed: user");
    }

    private static List<String> changes(String before, String now) throws IOException {
        return Tales.found(
                new MarathonCheck(
                                Tales.of("marathon", Map.of("groups", now)),
                                Optional.of(Tales.of("marathon", Map.of("groups", before))))
                        .findings(),
                AppRules.CHANGED);
    }

    @Test
    void aDocumentThatIsCutIsDamaged() {
        Told cut = Tales.of("marathon", Map.of("groups", groups(GOOD).substring(0, 200)));

        assertThatThrownBy(() -> new MarathonCheck(cut, Optional.empty()).findings())
                .isInstanceOf(CorruptException.class);
    }

    @Test
    void whatIsFoundInRealGroupsIsTrue() throws IOException {
        List<Finding> small = checkReal("marathon/group.json");
        List<Finding> large = checkReal("marathon/groups-155_100.json");

        assertThat(Tales.found(small, AppRules.TAG))
                .containsExactly(
                        "marathon /tools/datadog-agent: datadog/docker-dd-agent:latest",
                        "marathon /tools/docker/registry: registry");
        assertThat(Tales.found(small, AppRules.REGISTRY)).hasSize(3);
        assertThat(Tales.found(small, AppRules.HEALTH))
                .containsExactly(
                        "marathon /tools/datadog-agent: it has none", "marathon /tools/docker/registry: it has none");
        assertThat(Tales.broken(small))
                .containsExactly("marathon.image-tag", "marathon.no-health-check", "marathon.public-registry");
        assertThat(Tales.found(large, AppRules.HEALTH)).hasSize(100);
        assertThat(Tales.broken(large)).containsExactly("marathon.no-health-check");
    }

    private static List<Finding> checkReal(String file) throws IOException {
        return new MarathonCheck(Tales.of("marathon", Map.of("groups", Tales.real(file))), Optional.empty()).findings();
    }

    private static List<Finding> check(String app) throws IOException {
        return new MarathonCheck(Tales.of("marathon", Map.of("groups", groups(app))), Optional.empty()).findings();
    }

    private static List<String> imageOf(String name) throws IOException {
        return Tales.broken(check(GOOD.replace("registry.example.com:5000/shop/java-web:1.4.2", name)));
    }

    private static String groups(String apps) {
        return "{\"id\":\"/\",\"apps\":[],\"groups\":[{\"id\":\"/shop\",\"apps\":[" + apps + "],\"groups\":[]}]}";
    }
}
