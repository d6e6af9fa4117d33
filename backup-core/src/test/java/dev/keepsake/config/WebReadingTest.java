package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keepsake.artefact.Pause;
import dev.keepsake.config.WebSourceConfig.EndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebReadingTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"marathon", "mesos-master", "chronos", "metronome"})
    void whatIsNotSaidHasADefault(String type) throws IOException {
        WebSourceConfig source = source("type: " + type, "urls: [\"http://m1:8080/\"]");

        assertThat(source)
                .isEqualTo(new WebSourceConfig(
                        "it",
                        type,
                        new WebConfig(
                                List.of(URI.create("http://m1:8080")),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(2),
                                512L << 20,
                                Duration.ofMinutes(20)),
                        List.of(),
                        Optional.empty()));
        assertThat(Assembly.sources(agent("type: " + type, "urls: [\"http://m1:8080/\"]"), Pause.REAL))
                .singleElement()
                .satisfies(made -> {
                    assertThat(made.name()).isEqualTo("it");
                    assertThat(made.type()).isEqualTo(type);
                });
    }

    @Test
    void everythingCanBeSaid() throws IOException {
        WebSourceConfig source = source(
                "type: http",
                "urls: [\"https://dcos.example.org/service/kafka\", \"https://10.0.0.2\"]",
                "token-variable: TOKEN",
                "token-prefix: 'token='",
                "tls: {ca-file: /etc/ca.pem}",
                "connect-timeout: 1s",
                "timeout: 10m",
                "max-answer: 2g",
                "capture-limit: 5m",
                "endpoints: [{name: state, path: '/v1/state?all=1', content-type: application/json,"
                        + " headers: {X-Api-Key: /etc/key}}, {name: plan, path: /v1/plans}]");

        assertThat(source.web().urls())
                .containsExactly(URI.create("https://dcos.example.org/service/kafka"), URI.create("https://10.0.0.2"));
        assertThat(source.web().login().orElseThrow().prefix()).isEqualTo("token=");
        assertThat(source.web().tls().orElseThrow().trusted().orElseThrow().file())
                .isEqualTo(Path.of("/etc/ca.pem"));
        assertThat(source.web().maxAnswer()).isEqualTo(2L << 30);
        assertThat(source.web().captureLimit()).isEqualTo(Duration.ofMinutes(5));
        assertThat(source.endpoints())
                .containsExactly(
                        new EndpointConfig(
                                "state",
                                "/v1/state?all=1",
                                Map.of("X-Api-Key", Path.of("/etc/key")),
                                Optional.of("application/json")),
                        new EndpointConfig("plan", "/v1/plans", Map.of(), Optional.empty()));
        assertThat(source.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: marathn | did you mean 'marathon'?",
                "type: marathon | missing required key 'urls'",
                "type: marathon, urls: [] | missing required key 'urls'",
                "type: marathon, urls: ['http://me:pw@m1'] | holds an @",
                "type: marathon, urls: ['ftp://m1'] | is not an endpoint",
                "type: marathon, urls: ['http://m1?a=b'] | holds a ? or #",
                "type: marathon, urls: ['http://m1'], endpoints: [{name: a, path: /a}] | source of type marathon has"
                        + " no such key",
                "type: marathon, urls: ['http://m1'], data-dir: /d | source of type marathon has no such key",
                "type: zookeeper, data-dir: /d, urls: ['http://m1'] | source of type zookeeper has no such key",
                "type: marathon, urls: ['http://m1'], user: me | go together",
                "type: marathon, urls: ['http://m1'], password-file: /p | go together",
                "type: marathon, urls: ['http://m1'], user: me, password-file: /p, token-file: /t | only one of them"
                        + " can be shown",
                "type: marathon, urls: ['http://m1'], token-file: /t, token-variable: TOKEN | only one of them can be"
                        + " meant",
                "type: marathon, urls: ['http://m1'], token-variable: ABSENT | the environment has no ABSENT",
                "type: marathon, urls: ['http://m1'], token: abc | credentials come from the environment or files",
                "type: marathon, urls: ['http://m1'], token-prefix: 'a b' | is not what stands before a token",
                "type: marathon, urls: ['http://m1'], max-answer: 5x | is not a size",
                "type: http, urls: ['http://m1'] | says what to ask for",
                "type: http, urls: ['http://m1'], endpoints: [] | says what to ask for",
                "type: http, urls: ['http://m1'], endpoints: [{name: A, path: /a}] | is not a name",
                "type: http, urls: ['http://m1'], endpoints: [{name: a, path: a}] | is not a path",
                "type: http, urls: ['http://m1'], endpoints: [{name: a, path: /a%zz}] | is not a path",
                "type: http, urls: ['http://m1'], endpoints: [{name: a, path: '/q?up{job=1}'}] | is not a path",
                "type: http, urls: ['http://m1'], endpoints: [{name: a, path: /a}, {name: a, path: /b}] | the name of"
                        + " another endpoint",
                "type: http, urls: ['http://m1'], endpoints: [{name: a, pth: /a}] | did you mean 'path'?",
                "type: http, urls: ['http://m1'], endpoints: [{name: a, path: /a, headers: {Authorization: /f}}] | not"
                        + " a header to set here",
                "type: http, urls: ['http://m1'], endpoints: [{name: a, path: /a, content-type: json}] | is not a type"
                        + " of content"
            })
    void whatIsWrongIsReported(String lines, String expected) throws IOException {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> agent(lines.replaceAll("\n", " ")));

        assertThat(thrown).as(lines).isNotNull().hasMessageContaining(expected);
    }

    @Test
    void allProblemsAreReportedTogether() {
        ConfigException thrown = catchThrowableOfType(
                ConfigException.class,
                () -> agent("type: http", "urls: [\"x\"]", "max-answer: 0m", "user: me", "endpoints: [{}]"));

        assertThat(thrown)
                .hasMessageContaining("is not an endpoint")
                .hasMessageContaining("is not a size")
                .hasMessageContaining("go together")
                .hasMessageContaining("missing required key 'name'")
                .hasMessageContaining("missing required key 'path'");
    }

    private WebSourceConfig source(String... lines) throws IOException {
        return (WebSourceConfig) agent(lines).sources().get(0);
    }

    private AgentConfig agent(String... lines) throws IOException {
        Path file = folder.resolve("agent.yaml");
        Files.writeString(file, """
            cluster: prod
            store: {url: "file:///var/backups/keepsake"}
            sources: [{name: it, %s}]
            """.formatted(String.join(", ", lines)));
        return ConfigReader.agent(file, Map.of("TOKEN", "s3cret"), Overrides.NONE, () -> "host", Daily.ALWAYS)
                .config();
    }
}
