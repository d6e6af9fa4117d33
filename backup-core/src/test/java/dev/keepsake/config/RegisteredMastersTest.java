package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.Pause;
import dev.keepsake.testkit.LoopbackZooKeeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masters that are found where they register themselves. */
class RegisteredMastersTest {

    @TempDir
    private Path directory;

    @Test
    void theMasterThatIsRegisteredIsAsked() throws Exception {
        HttpServer master = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        master.createContext("/", exchange -> {
            try (exchange) {
                String said = switch (exchange.getRequestURI().getPath()) {
                    case "/metrics/snapshot" -> "{\"master/elected\":1.0,\"master/uptime_secs\":9}";
                    case "/registrar(1)/registry" -> "{\"slaves\":{\"slaves\":[]}}";
                    case "/master/state", "/master/slaves" -> "{\"slaves\":[]}";
                    case "/version" -> "{\"version\":\"1.11.0\"}";
                    default -> "";
                };
                byte[] body = said.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(said.isEmpty() ? 404 : 200, said.isEmpty() ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        master.start();
        try (LoopbackZooKeeper ensemble = LoopbackZooKeeper.start(directory.resolve("zk"))) {
            ZooKeeper client = new ZooKeeper(ensemble.connect(), 10_000, event -> {});
            DocumentSource masters = source(ensemble.connect());
            assertThat(masters.check().good()).isFalse();

            client.create("/mesos", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            CheckReport nobody = masters.check();
            register(
                    client,
                    "json.info_",
                    "{\"hostname\":\"m1\",\"address\":{\"hostname\":\"m1\",\"ip\":\"127.0.0.1\",\"port\":"
                            + master.getAddress().getPort() + "}}");
            register(client, "log_", "no JSON at all");

            assertThat(nobody.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.seen())
                            .contains("no master is registered at " + ensemble.connect() + "/mesos"));
            assertThat(masters.check().findings())
                    .singleElement()
                    .satisfies(
                            finding -> assertThat(finding.seen()).startsWith("Mesos 1.11.0, led by http://127.0.0.1:"));
            List<String> sent = new ArrayList<>();
            masters.sendTo(new DocumentSink() {
                @Override
                public void receive(Document document) {
                    sent.add(document.name());
                }

                @Override
                public void describe(SortedMap<String, String> facts) {
                    sent.add(facts.get("version"));
                }
            });
            assertThat(sent).contains("registry", "state", "slaves", "1.11.0");

            register(client, "json.info_", "{\"hostname\":\"mesos_master1\",\"port\":5050}");
            assertThat(masters.check().findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.seen())
                            .contains("'mesos_master1', which cannot stand in a URL", "--hostname"));
            register(client, "json.info_", "{\"hostname\":\"\"}");
            client.delete(second(client), -1);
            assertThat(masters.check().findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.seen()).contains("says no host and port of a master"));
            client.close();
        } finally {
            master.stop(0);
        }
    }

    private static String second(ZooKeeper client) throws Exception {
        return "/mesos/"
                + client.getChildren("/mesos", false).stream()
                        .filter(name -> name.startsWith("json"))
                        .sorted()
                        .toList()
                        .get(1);
    }

    private static void register(ZooKeeper client, String name, String data) throws Exception {
        client.create(
                "/mesos/" + name,
                data.getBytes(StandardCharsets.UTF_8),
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                CreateMode.EPHEMERAL_SEQUENTIAL);
    }

    @Test
    void whatDoesNotGoTogetherIsReported() throws IOException {
        assertThat(problem("servers: ['zk1:2181'], urls: ['http://m1:5050']")).contains("only one of both");
        assertThat(problem("chroot: /mesos, urls: ['http://m1:5050']")).contains("'servers' is missing");
        assertThat(problem("servers: ['zk1']")).contains("is not an address");
    }

    private String problem(String keys) throws IOException {
        try {
            read("{name: masters, type: mesos-master, " + keys + "}");
            return "none";
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private DocumentSource source(String connect) throws IOException {
        AgentConfig config = read("{name: masters, type: mesos-master, servers: ['" + connect + "']}");
        return (DocumentSource) Assembly.sources(config, Pause.REAL).get(0);
    }

    private AgentConfig read(String source) throws IOException {
        Path file = Files.writeString(
                directory.resolve("agent.yaml"),
                "cluster: prod\nnode: m1\nstore: {url: 'file:///tmp/x'}\nstate-dir: '" + directory
                        + "/state'\nsources:\n  - " + source + "\n");
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "host", Daily.ALWAYS)
                .config();
    }
}
