package dev.keepsake.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** What {@code docker/compose.yaml} describes, under a project name of its own; it ends with all its volumes. */
final class Composed implements AutoCloseable {
    /** How many machines there are, with a server and an agent each. */
    static final int SIZE = 3;

    private static final Path DESK = Path.of("docker/desk").toAbsolutePath();
    private static final int PAGE = 7078;

    private final Keepsake shell;
    private final String project;
    private final Map<String, String> addresses = new TreeMap<>();
    private final HttpClient client = HttpClient.newHttpClient();

    private Composed(Keepsake shell, String project) {
        this.shell = shell;
        this.project = project;
    }

    /** Builds the images of the distribution, and starts all but Prometheus; commands run where this shell's do. */
    static Composed up(Keepsake shell) throws IOException {
        Composed composed =
                new Composed(shell, "keepsake-it-" + ProcessHandle.current().pid());
        composed.build("keepsake", "docker/Dockerfile", Folders.distribution());
        composed.build("keepsake-machine", "docker/machine.Dockerfile", Path.of("docker"));
        try {
            composed.compose("build", "-q", "s3");
            List<String> services = new ArrayList<>(List.of("up", "-d"));
            for (int id = 1; id <= SIZE; id++) {
                services.addAll(List.of("zk-" + id, "agent-" + id));
            }
            composed.compose(services.toArray(String[]::new));
            return composed;
        } catch (IOException | RuntimeException e) {
            composed.close();
            throw e;
        }
    }

    private void build(String image, String file, Path content) throws IOException {
        String dockerfile = Path.of(file).toAbsolutePath().toString();
        docker(
                "build",
                "--network",
                "host",
                "-q",
                "-t",
                image,
                "-f",
                dockerfile,
                content.toAbsolutePath().toString());
    }

    /** What a shell at the desk needs to reach these machines and no others. */
    Map<String, String> desk() {
        Map<String, String> environment = new TreeMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("DOCKER_") || name.equals("HOME")) {
                environment.put(name, value);
            }
        });
        environment.put("PATH", DESK + ":" + System.getenv("PATH"));
        environment.putAll(project());
        return environment;
    }

    /** The address at which a server answers its clients. */
    String server(int id) throws IOException {
        return address("machine-" + id) + ":2181";
    }

    /** The addresses of all servers, as clients want them. */
    String servers() throws IOException {
        return server(1) + "," + server(2) + "," + server(3);
    }

    /** What the first agent's page answers to scripts. */
    JsonNode status() throws IOException {
        URI uri = URI.create("http://" + address("machine-1") + ":" + PAGE + "/api/v1/status");
        try {
            String body = client.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return new ObjectMapper().readTree(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Waits until the page answers, and returns after how many seconds it did. */
    long awaitPage(Duration limit) {
        return awaited(limit, "the page answers", () -> status().has("level"));
    }

    /** Waits until the page is at one of these levels, and returns after how many seconds it was. */
    long await(Duration limit, String... levels) {
        return awaited(
                limit,
                "the page says " + String.join(" or ", levels),
                () -> List.of(levels).contains(status().required("level").asText()));
    }

    private static long awaited(Duration limit, String what, Callable<Boolean> question) {
        long begun = System.nanoTime();
        Await.until(what, limit, question);
        return Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    }

    /** All backups that the archive lists, newest first. */
    List<Backup> list() throws IOException {
        String json = keepsake("list", "-o", "json");
        List<Backup> backups = new ArrayList<>();
        new ObjectMapper().readTree(json).forEach(entry -> backups.add(Backup.of(entry)));
        return backups;
    }

    /** What keepsake prints on the first machine. */
    String keepsake(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(DESK.resolve("keepsake").toString(), "-c", "/etc/keepsake/agent.yaml"));
        command.addAll(Arrays.asList(arguments));
        return run(command).output();
    }

    /** Kills every server, and takes its container and all of its disk; blank machines have their numbers and nothing else. */
    void loseAllServers() throws IOException {
        for (int id = 1; id <= SIZE; id++) {
            docker("kill", container("zk-" + id));
        }
        for (int id = 1; id <= SIZE; id++) {
            clear(id, " && echo " + id + " >/var/lib/zookeeper/myid");
        }
    }

    /** Kills one server, and takes its container and all of its disk; nothing is left on its machine, nor who it was. */
    void loseServer(int id) throws IOException {
        docker("kill", container("zk-" + id));
        clear(id, "");
    }

    private void clear(int id, String andThen) throws IOException {
        // with what the container had for itself, which nothing else would ever remove
        compose("rm", "-f", "-v", "zk-" + id);
        run(List.of(DESK.resolve("ssh").toString(), "zk-" + id, "rm -rf /var/lib/zookeeper/*" + andThen));
    }

    /** Of a machine, which keeps it as long as it is there; asking takes a second of a processor. */
    private String address(String service) throws IOException {
        String known = addresses.get(service);
        if (known == null) {
            known = docker(
                    "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container(service));
            addresses.put(service, known);
        }
        return known;
    }

    private String container(String service) throws IOException {
        return compose("ps", "-q", service);
    }

    private String compose(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(DESK.resolve("compose").toString()));
        command.addAll(Arrays.asList(arguments));
        return run(command).output().strip();
    }

    private String docker(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(Arrays.asList(arguments));
        return run(command).output().strip();
    }

    private Outcome run(List<String> command) throws IOException {
        List<String> inProject = new ArrayList<>(List.of("env"));
        project().forEach((name, value) -> inProject.add(name + "=" + value));
        inProject.addAll(command);
        return shell.run(inProject).orThrow();
    }

    /** Ports that the file gives away on this machine are any that are free. */
    private Map<String, String> project() {
        return Map.of("COMPOSE_PROJECT_NAME", project, "KEEPSAKE_PAGE_PORT", "", "KEEPSAKE_PROMETHEUS_PORT", "");
    }

    @Override
    public void close() throws IOException {
        compose("down", "-v", "-t", "5");
    }
}
