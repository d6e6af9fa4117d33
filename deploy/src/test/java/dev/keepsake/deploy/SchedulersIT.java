package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What runs Keepsake under Kubernetes, Marathon, Metronome and Docker: whether its parts fit each other and the programs. */
final class SchedulersIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DEPLOY = Path.of("").toAbsolutePath();

    /** What Marathon 1.5 and later know of an app, as far as it makes sense here; it refuses what it does not know. */
    private static final Set<String> OF_AN_APP = Set.of(
            "id",
            "instances",
            "cpus",
            "mem",
            "disk",
            "user",
            "cmd",
            "env",
            "secrets",
            "fetch",
            "container",
            "residency",
            "networks",
            "portDefinitions",
            "healthChecks",
            "taskKillGracePeriodSeconds",
            "upgradeStrategy",
            "labels",
            "constraints");

    private static final Set<String> OF_A_RUN = Set.of(
            "cpus", "mem", "disk", "user", "cmd", "env", "secrets", "artifacts", "ucr", "maxLaunchDelay", "restart");

    private static final Set<String> OF_A_SCHEDULE =
            Set.of("id", "cron", "timezone", "concurrencyPolicy", "startingDeadlineSeconds", "enabled");

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void prepare() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
    }

    @Test
    void everyConfigurationIsReadWithoutAComplaint() throws Exception {
        List<String> configurations = new ArrayList<>();
        for (JsonNode object : kubernetes()) {
            if (object.path("kind").asText().equals("ConfigMap")) {
                configurations.add(object.path("data").path("agent.yaml").asText());
            }
        }
        configurations.add(Files.readString(DEPLOY.resolve("marathon/observer.yaml")));
        configurations.add(Files.readString(DEPLOY.resolve("docker/agent.yaml")));

        assertThat(configurations).hasSize(4).doesNotContain("");
        for (String configuration : configurations) {
            Path file = Files.writeString(work.resolve("agent.yaml"), configuration);
            Outcome outcome = keepsake.run(List.of(
                    Folders.distribution().resolve("bin/keepsake-agent").toString(),
                    "status",
                    "-c",
                    file.toString(),
                    "--state-dir",
                    work.resolve("state").toString(),
                    "--node",
                    "zk-1"));

            assertThat(outcome.exitCode()).as(configuration + outcome).isZero();
            assertThat(outcome.output()).contains("next  ");
        }
    }

    @Test
    void everyPodIsShutOffAndBounded() throws Exception {
        List<JsonNode> ours = new ArrayList<>();
        for (JsonNode pod : pods()) {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            pod.path("containers").forEach(container -> {
                if (container.path("image").asText().startsWith("keepsake:")) {
                    ours.add(container);
                }
            });
        }

        assertThat(ours).hasSize(4).allSatisfy(container -> {
            JsonNode security = container.path("securityContext");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        });
    }

    @Test
    void whatOneObjectNamesAnotherOneIs() throws Exception {
        Set<String> configurations = new TreeSet<>();
        Set<String> accounts = new TreeSet<>();
        for (JsonNode object : kubernetes()) {
            String name = object.at("/metadata/name").asText();
            switch (object.path("kind").asText()) {
                case "ConfigMap" -> configurations.add(name);
                case "ServiceAccount" -> accounts.add(name);
                case "StatefulSet", "Deployment" ->
                    assertThat(object.at("/spec/template/metadata/labels"))
                            .isEqualTo(object.at("/spec/selector/matchLabels"));
                default -> assertThat(name).isNotEmpty();
            }
        }
        for (JsonNode pod : pods()) {
            Set<String> volumes = new TreeSet<>(pod.path("own").findValuesAsText("name"));
            pod.path("volumes")
                    .forEach(volume -> volumes.add(volume.path("name").asText()));
            pod.path("containers")
                    .forEach(container -> container
                            .path("volumeMounts")
                            .forEach(mount -> assertThat(volumes)
                                    .contains(mount.path("name").asText())));
            assertThat(accounts).contains(pod.path("serviceAccountName").asText());
            pod.path("volumes").forEach(volume -> {
                if (volume.has("configMap")) {
                    assertThat(configurations)
                            .contains(volume.at("/configMap/name").asText());
                }
            });
        }
    }

    @Test
    void theAppIsOneThatMarathonTakes() throws Exception {
        JsonNode app = JSON.readTree(DEPLOY.resolve("marathon/observer.json").toFile());

        assertThat(names(app)).isSubsetOf(OF_AN_APP);
        assertThat(app.path("id").asText()).matches("(/[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");
        // a second agent of this node is refused by the first one's lock, so the old one has to go first
        assertThat(app.at("/upgradeStrategy/maximumOverCapacity").asInt(-1)).isZero();
        assertThat(app.at("/upgradeStrategy/minimumHealthCapacity").asInt(-1)).isZero();
        assertThat(app.path("taskKillGracePeriodSeconds").asInt()).isGreaterThan(60);
        app.path("env").forEach(value -> {
            if (value.isObject()) {
                assertThat(app.path("secrets").has(value.path("secret").asText()))
                        .isTrue();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "drill"})
    void aJobIsOneThatMetronomeTakes(String verb) throws Exception {
        JsonNode job = JSON.readTree(
                DEPLOY.resolve("marathon/metronome-" + verb + ".json").toFile());

        assertThat(names(job)).containsExactlyInAnyOrder("id", "description", "run", "schedules");
        assertThat(job.path("id").asText()).isEqualTo("keepsake." + verb);
        assertThat(names(job.path("run"))).isSubsetOf(OF_A_RUN);
        assertThat(names(job.at("/schedules/0"))).isSubsetOf(OF_A_SCHEDULE);
        // never two proofs at once, however long one takes
        assertThat(job.at("/schedules/0/concurrencyPolicy").asText()).isEqualTo("FORBID");
        assertThat(job.at("/schedules/0/cron").asText().split(" ", -1)).hasSize(5);
        assertThat(job.at("/run/cmd").asText()).contains(" " + verb);
    }

    @Test
    void theBucketsPoliciesAreTheOnesThatAreTested() throws Exception {
        String terraform = Files.readString(DEPLOY.resolve("terraform/main.tf"));

        List<String> named = terraform
                .lines()
                .filter(line -> line.contains("/../iam/"))
                .map(line -> line.replaceAll(".*/iam/([a-z-]+\\.json).*", "$1"))
                .toList();
        assertThat(named)
                .hasSize(5)
                .allSatisfy(
                        file -> assertThat(DEPLOY.resolve("iam").resolve(file)).exists());
        assertThat(terraform)
                .contains("object_lock_enabled = true", "status = \"Enabled\"", "prevent_destroy = true")
                .doesNotContain("default_retention");
    }

    /** Every pod there is, each with the names of its own claims as {@code own}. */
    private static List<JsonNode> pods() throws IOException {
        List<JsonNode> pods = new ArrayList<>();
        for (JsonNode object : kubernetes()) {
            for (String place : List.of("/spec/template/spec", "/spec/jobTemplate/spec/template/spec")) {
                if (!object.at(place).isMissingNode()) {
                    ObjectNode pod = object.at(place).deepCopy();
                    pod.set(
                            "own",
                            object.at("/spec/volumeClaimTemplates").isMissingNode()
                                    ? JSON.createArrayNode()
                                    : object.at("/spec/volumeClaimTemplates"));
                    pods.add(pod);
                }
            }
        }
        assertThat(pods).hasSize(4);
        return pods;
    }

    private static List<JsonNode> kubernetes() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (Path file : Folders.files(DEPLOY.resolve("kubernetes"))) {
            Load load = new Load(LoadSettings.builder().build());
            load.loadAllFromString(Files.readString(file)).forEach(object -> objects.add(JSON.valueToTree(object)));
        }
        return objects;
    }

    private static Collection<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
