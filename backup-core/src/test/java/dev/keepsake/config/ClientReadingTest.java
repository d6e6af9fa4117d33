package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientReadingTest {

    private static final String SERVERS = "servers: [\"zk1:2181\", \"[::1]:2182\"]";

    @TempDir
    private Path folder;

    @Test
    void whatIsNotSaidHasADefault() throws IOException {
        assertThat(client(SERVERS))
                .isEqualTo(new ClientConfig(
                        "zk",
                        List.of("zk1:2181", "[::1]:2182"),
                        "/",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false));
        assertThat(client(SERVERS).connect()).isEqualTo("zk1:2181,[::1]:2182");
    }

    @Test
    void everythingCanBeSaid() throws IOException {
        ClientConfig client = client(
                SERVERS,
                "chroot: /app",
                "auth-scheme: digest",
                "auth-variable: ZK_AUTH",
                "client-config: /etc/keepsake/zk.properties",
                "skip-unreadable: true",
                "tls: {ca-file: /ca.pem, certificate-file: /agent.pem}");

        assertThat(client.connect()).isEqualTo("zk1:2181,[::1]:2182/app");
        assertThat(client.identity().orElseThrow().scheme()).isEqualTo("digest");
        assertThat(client.toString()).doesNotContain("hunter2");
        assertThat(client.clientConfig()).contains(Path.of("/etc/keepsake/zk.properties"));
        assertThat(client.skipUnreadable()).isTrue();
        assertThat(ClientProperties.of(client.tls().orElseThrow()))
                .containsEntry("zookeeper.client.secure", "true")
                .containsEntry("zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty")
                .containsEntry("zookeeper.ssl.trustStore.location", "/ca.pem")
                .containsEntry("zookeeper.ssl.trustStore.type", "PEM")
                .containsEntry("zookeeper.ssl.keyStore.location", "/agent.pem")
                .containsEntry("zookeeper.ssl.keyStore.type", "PEM");
    }

    @Test
    void everyProblemIsReported() throws IOException {
        List<String> problems = problems(
                "servers: [\"zk1\"]",
                "chroot: app/",
                "auth-scheme: \"a b\"",
                "auth-file: relative",
                "skip-unreadable: maybe",
                "data-dir: /var/lib/zookeeper",
                "tls: {server-name: zk, certificate-file: /a.pem, key-file: /b.pem}");

        assertThat(String.join("\n", problems))
                .contains("sources[0].servers[0]: 'zk1' is not an address")
                .contains("sources[0].chroot: 'app/' is not the path of a znode")
                .contains("sources[0].auth-scheme: 'a b' is not a scheme")
                .contains("sources[0].auth-file: 'relative' is not an absolute path")
                .contains("sources[0].skip-unreadable: 'maybe' is neither true nor false")
                .contains("sources[0].data-dir: a source of type zookeeper-client has no such key")
                .contains("'client' and 'server-name' are not for a source of type zookeeper-client")
                .contains("takes certificate and key from one file");
        assertThat(problems(SERVERS, "auth-scheme: digest"))
                .singleElement()
                .asString()
                .contains("'auth-file' or 'auth-variable' is missing");
        assertThat(problems("chroot: /a")).singleElement().asString().contains("servers: missing");
    }

    @Test
    void propertiesAreReadFromTheirFile() throws IOException {
        Path file = Files.writeString(folder.resolve("zk.properties"), "zookeeper.sasl.client=false\n");

        assertThat(ClientProperties.in(file, "'client-config'")).isEqualTo(Map.of("zookeeper.sasl.client", "false"));
        assertThatThrownBy(() -> ClientProperties.in(folder.resolve("none"), "'client-config'"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("client-config");
    }

    @Test
    void itIsASourceThatIsNeverFollowed() throws IOException {
        ArtefactSource source = (ArtefactSource)
                Assembly.sources(read(SERVERS).config(), Pause.REAL).get(0);

        assertThat(source.type()).isEqualTo("zookeeper-client");
        assertThat(source.hasTransactions()).isFalse();
    }

    private ClientConfig client(String... lines) throws IOException {
        return (ClientConfig) read(lines).config().sources().get(0);
    }

    private List<String> problems(String... lines) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(lines));
        return refused.problems();
    }

    private Configured<AgentConfig> read(String... lines) throws IOException {
        StringBuilder text = new StringBuilder("""
                cluster: prod
                node: watcher
                store: {url: "file:///archive"}
                sources:
                  - name: zk
                    type: zookeeper-client
                """);
        for (String line : lines) {
            text.append("    ").append(line).append('\n');
        }
        Path file = Files.writeString(folder.resolve("agent.yaml"), text);
        return ConfigReader.agent(file, Map.of("ZK_AUTH", "user:hunter2"), Overrides.NONE, () -> "host", Daily.ALWAYS);
    }
}
