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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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
        configurations.addAll(configurations("sources"));
        configurations.add(Files.readString(DEPLOY.resolve("marathon/observer.yaml")));
        configurations.add(Files.readString(DEPLOY.resolve("docker/agent.yaml")));

        assertThat(configurations).hasSize(4);
        for (String configuration : configurations) {
            Outcome outcome = status(configuration);

            assertThat(outcome.exitCode()).as(configuration + outcome).isZero();
            assertThat(outcome.output()).contains("next  ");
        }
    }

    /** Those who only prove and restore have no sources; that the archive is not there is found out behind all of it. */
    @Test
    void everyConfigurationOfAReaderIsReadWithoutAComplaint() throws Exception {
        List<String> configurations = configurations("encryption");

        assertThat(configurations).hasSize(2);
        for (String configuration : configurations) {
            Outcome outcome = keepsake.run(List.of(
                    Folders.distribution().resolve("bin/keepsake").toString(),
                    "-c",
                    file(inAFolder(configuration)).toString(),
                    "list"));

            assertThat(outcome.exitCode()).as(configuration + outcome).isEqualTo(6);
            assertThat(outcome.messages()).contains(work.resolve("none").toString());
        }
    }

    /** What a comment offers is a configuration, too. */
    @Test
    void whoeverTakesTheCommentSignsAwayIsHeardOf() throws Exception {
        Path secrets = Files.createDirectory(work.resolve("secrets"));
        Files.writeString(secrets.resolve("chat-url"), "https://chat.example.com/hook\n");
        Files.writeString(secrets.resolve("page.token"), "0123456789abcdef0123456789abcdef\n");
        for (String configuration : configurations("sources")) {
            String uncommented = configuration
                    .replaceAll("(?m)^page:.*\n", "")
                    .replaceAll("(?m)^#(?! )", "")
                    .replace("/etc/keepsake-secrets", secrets.toString());

            Outcome outcome = status(uncommented);

            assertThat(uncommented).contains("\nnotify: ");
            assertThat(outcome.exitCode()).as(uncommented + outcome).isZero();
        }
    }

    /** Agents that know nothing of each other each take a slot for their own, and the first one closes it. */
    @Test
    void noTwoGroupsOfAgentsShareAClusterInOneArchive() throws Exception {
        List<String> places = new ArrayList<>();
        for (String configuration : configurations("sources")) {
            JsonNode read = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(configuration));
            places.add(
                    read.at("/store/url").asText() + " " + read.path("cluster").asText());
        }

        assertThat(places).hasSize(2).doesNotHaveDuplicates();
    }

    private Outcome status(String configuration) throws IOException {
        return keepsake.run(List.of(
                Folders.distribution().resolve("bin/keepsake-agent").toString(),
                "status",
                "-c",
                file(configuration).toString(),
                "--state-dir",
                work.resolve("state").toString(),
                "--node",
                "zk-1"));
    }

    private Path file(String configuration) throws IOException {
        return Files.writeString(work.resolve("agent.yaml"), configuration);
    }

    private String inAFolder(String configuration) {
        return configuration.replaceAll("url: .*\n.*region.*\n", "url: \"file://" + work.resolve("none") + "\"\n");
    }

    /** Of Kubernetes, those in which this word stands. */
    private static List<String> configurations(String word) throws IOException {
        return kubernetes().stream()
                .filter(object -> object.path("kind").asText().equals("ConfigMap"))
                .map(object -> object.path("data").path("agent.yaml").asText())
                .filter(configuration -> configuration.contains(word + ":"))
                .toList();
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

        assertThat(ours).hasSize(6).allSatisfy(container -> {
            JsonNode security = container.path("securityContext");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        });
    }

    /** The heap, as much again beside it for the tree, and a drill's server, which takes four tenths of what there is. */
    @Test
    void whoHoldsATreeInMemoryRunsOutOfItBeforeItIsKilled() throws Exception {
        Map<String, Double> shares = new TreeMap<>();
        for (JsonNode pod : pods()) {
            JsonNode container = pod.path("containers").path(0);
            container.path("env").forEach(variable -> {
                if (variable.path("name").asText().equals("KEEPSAKE_JAVA_OPTS")) {
                    double limit = 1024
                            * number(
                                    "([0-9]+)Gi",
                                    container.at("/resources/limits/memory").asText());
                    double heap = number("-Xmx([0-9]+)m", variable.path("value").asText());
                    String name = container.path("name").asText();
                    shares.put(name, 2 * heap / limit + (name.equals("drill") ? 0.4 : 0));
                }
            });
        }
        for (String verb : List.of("verify", "drill")) {
            JsonNode run = JSON.readTree(DEPLOY.resolve("marathon/metronome-" + verb + ".json")
                            .toFile())
                    .path("run");
            double heap =
                    number("-Xmx([0-9]+)m", run.at("/env/KEEPSAKE_JAVA_OPTS").asText());
            shares.put("metronome " + verb, 2 * heap / run.path("mem").asInt() + (verb.equals("drill") ? 0.4 : 0));
        }

        assertThat(shares)
                .containsOnlyKeys("desk", "drill", "metronome drill", "metronome verify", "restore", "verify")
                .allSatisfy((name, share) -> assertThat(share).as(name).isBetween(0.5, 0.9));
    }

    private static double number(String pattern, String text) {
        return Double.parseDouble(first(Pattern.compile(pattern), text).replaceAll("[^0-9]", ""));
    }

    /** Each file can be applied without the others, but for the job that says which one it needs. */
    @ParameterizedTest
    @ValueSource(strings = {"zookeeper-with-agent", "observer", "proofs", "restore|restore-job"})
    void whatOneObjectNamesAnotherOneIs(String names) throws Exception {
        List<JsonNode> objects = new ArrayList<>();
        for (String name : names.split("\\|", -1)) {
            objects.addAll(objects(DEPLOY.resolve("kubernetes").resolve(name + ".yaml")));
        }
        Set<String> configurations = new TreeSet<>();
        Set<String> accounts = new TreeSet<>();
        for (JsonNode object : objects) {
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
        for (JsonNode pod : pods(objects)) {
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

    /** What the job does to a volume, here to a folder: what was there stays beside what was restored, and it can be done again. */
    @Test
    @Tag("long")
    void theJobRestoresOntoAVolumeAndKeepsWhatWasThere() throws Exception {
        Path volume = Files.createDirectories(work.resolve("volume"));
        Files.writeString(
                Files.createDirectories(volume.resolve("version-2")).resolve("snapshot.1"), "of before the disaster");
        Files.createDirectories(volume.resolve("log/version-2"));
        Files.writeString(volume.resolve("myid"), "1\n");
        Path golden = Path.of("../backup-core/src/test/resources/golden/v1/archive");
        keepsake.run(List.of(
                        "cp",
                        "-r",
                        golden.toRealPath() + "/.",
                        work.resolve("archive").toString()))
                .orThrow();
        Path config = file("cluster: single\nstore: {url: \"file://" + work.resolve("archive") + "\"}\n");
        JsonNode container =
                objects(DEPLOY.resolve("kubernetes/restore-job.yaml")).get(0).at("/spec/template/spec/containers/0");
        String script = container
                .at("/command/2")
                .asText()
                .replace("/volume", volume.toString())
                .replace("/etc/keepsake/agent.yaml", config.toString());
        String words = "SAME='--backup latest --target-version 3.9.5 --extended-types'\n";
        String path = "PATH=" + Folders.distribution().resolve("bin") + ":$PATH\n";

        Outcome without = keepsake.run(List.of("sh", "-ec", "SAME=\n" + path + script));
        Outcome restored = keepsake.run(List.of("sh", "-ec", words + path + script));

        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(restored.exitCode()).as(restored.toString()).isZero();
        assertThat(restored.output()).contains("sealed, second copy equal");
        assertThat(volume.resolve("version-2/acceptedEpoch")).exists();
        assertThat(volume.resolve("version-2/snapshot.1")).doesNotExist();
        assertThat(Folders.files(volume))
                .filteredOn(file -> file.toString().contains("version-2.before-"))
                .singleElement()
                .satisfies(before -> assertThat(before.resolve("snapshot.1")).hasContent("of before the disaster"));
        assertThat(volume.resolve("log/version-2")).doesNotExist();
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

        List<String> named = Pattern.compile("\"([a-z-]+)\",")
                .matcher(terraform.substring(terraform.indexOf("parts = ["), terraform.indexOf("raw  ")))
                .results()
                .map(name -> name.group(1) + ".json")
                .toList();
        // the others name keys of a key service, which this does not make
        assertThat(Folders.files(DEPLOY.resolve("iam")))
                .extracting(file -> file.getFileName().toString())
                .filteredOn(file -> !file.contains("kms"))
                .containsExactlyInAnyOrderElementsOf(named);
        // or who applied the resources of before would have their policies deleted while roles still have them
        assertThat(Pattern.compile("to += aws_iam_policy\\.part\\[\"([a-z-]+)\"]")
                        .matcher(terraform)
                        .results())
                .hasSize(5)
                .allMatch(moved -> named.contains(moved.group(1) + ".json"));
        assertThat(terraform)
                .contains("object_lock_enabled = true", "status = \"Enabled\"", "prevent_destroy = true")
                .doesNotContain("default_retention");
    }

    @Test
    void theImageHasTheSameJavaAsTheTarball() throws Exception {
        Pattern modules = Pattern.compile("java\\.base[a-z.,]*");

        assertThat(first(modules, Files.readString(DEPLOY.resolve("docker/Dockerfile"))))
                .isEqualTo(first(modules, Files.readString(DEPLOY.resolve("pom.xml"))))
                .contains("jdk.security.jgss");
    }

    private static String first(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group())
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> pods() throws IOException {
        List<JsonNode> pods = pods(kubernetes());
        assertThat(pods).hasSize(6);
        return pods;
    }

    /** Every pod there is, each with the names of its own claims as {@code own}. */
    private static List<JsonNode> pods(List<JsonNode> objects) {
        List<JsonNode> pods = new ArrayList<>();
        for (JsonNode object : objects) {
            String own = object.path("kind").asText().equals("Pod") ? "/spec" : "/spec/template/spec";
            for (String place : List.of(own, "/spec/jobTemplate/spec/template/spec")) {
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
        return pods;
    }

    private static List<JsonNode> kubernetes() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (Path file : Folders.files(DEPLOY.resolve("kubernetes"))) {
            objects.addAll(objects(file));
        }
        return objects;
    }

    private static List<JsonNode> objects(Path file) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        Load load = new Load(LoadSettings.builder().build());
        load.loadAllFromString(Files.readString(file)).forEach(object -> objects.add(JSON.valueToTree(object)));
        objects.removeIf(JsonNode::isNull);
        return objects;
    }

    private static Collection<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
