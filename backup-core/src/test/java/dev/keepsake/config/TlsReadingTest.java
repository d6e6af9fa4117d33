package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlsReadingTest {

    @TempDir
    private Path folder;

    @Test
    void nothingSaidIsInClearAndAsksNoAdminServer() throws IOException {
        ZooKeeperSource source = source("");

        assertThat(source.tls()).isEmpty();
        assertThat(source.admin()).isEmpty();
    }

    @Test
    void pemFilesAreRead() throws IOException {
        TlsConfig tls = source(
                        "tls: {ca-file: /ca, certificate-file: /cert, key-file: /key, server-name: zk.example.org}")
                .tls()
                .orElseThrow();

        assertThat(tls.client()).isTrue();
        assertThat(tls.serverName()).contains("zk.example.org");
        assertThat(tls.trusted()).contains(new TlsConfig.Trusted(Path.of("/ca"), true, Optional.empty()));
        assertThat(tls.shown())
                .contains(new TlsConfig.Certified(
                        Path.of("/cert"), Optional.of(Path.of("/key")), Optional.empty(), Optional.empty()));
    }

    @Test
    void passwordsComeFromFilesAndVariablesAndAreNeverShown() throws IOException {
        Configured<AgentConfig> read = read("tls: {trust-store: /trust, trust-store-password-variable: STORE,"
                + " key-store: /key, key-store-password-file: /password}");
        TlsConfig tls = ((ZooKeeperSource) read.config().sources().get(0)).tls().orElseThrow();

        assertThat(tls.trusted().orElseThrow().password().orElseThrow().read()).isEqualTo("hunter2".toCharArray());
        assertThat(tls.shown().orElseThrow().password()).map(Secret::toString).contains("file /password");
        assertThat(read.settings().toString() + read.config())
                .contains("STORE", "/password")
                .doesNotContain("hunter2");
    }

    @Test
    void anAdminServerIsNamedByItsUrl() throws IOException {
        assertThat(source("admin: \"http://127.0.0.1:8080/commands/\"").admin())
                .contains(URI.create("http://127.0.0.1:8080/commands"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls: {key-store-password: x}|credentials come from the environment or files, never from this file",
                "tls: {ca-file: /a, trust-store: /b}|'ca-file' as well, and only one of them can be meant",
                "tls: {certificate-file: /a, key-store: /b}|'certificate-file' as well",
                "tls: {key-store: /b, key-store-password-file: /c, key-store-password-variable: STORE}|only one of them",
                "tls: {key-file: /a}|nothing to use it for: 'certificate-file' is missing",
                "tls: {trust-store-password-file: /a}|nothing to use it for: 'trust-store' is missing",
                "tls: {key-store: /b, key-store-password-variable: ABSENT}|the environment has no ABSENT: set it",
                "tls: {ca-flie: /a}|did you mean 'ca-file'?",
                "tls: {server-name: \"a b\"}|is not a host name",
                "admin: \"http://127.0.0.1/commands\"|is not an AdminServer's URL: use http://127.0.0.1:8080/commands",
                "admin: \"127.0.0.1:8080\"|use http://127.0.0.1:8080/commands",
                "admin: \"http://127.0.0.1:8080/commands/stats\"|names a command",
                "admin: \"http://me:hunter2@127.0.0.1:8080/commands\"|credentials come from",
                "admin: \"https://127.0.0.1:8080/commands\"|https needs 'tls:' beside it",
            })
    void mistakesAreToldWithWhatIsAllowed(String line, String message) {
        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> read(line));

        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).contains(message).doesNotContain("hunter2");
    }

    private ZooKeeperSource source(String line) throws IOException {
        return (ZooKeeperSource) read(line).config().sources().get(0);
    }

    private Configured<AgentConfig> read(String line) throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), """
                cluster: prod
                node: n
                store: {url: "file:///backups"}
                sources:
                  - name: zk
                    type: zookeeper
                    data-dir: /var/lib/zookeeper
                    %s
                """.formatted(line));
        return ConfigReader.agent(file, Map.of("STORE", "hunter2"), Overrides.NONE, () -> "host", Daily.ALWAYS);
    }
}
