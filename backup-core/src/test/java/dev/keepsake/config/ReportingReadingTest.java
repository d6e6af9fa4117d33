package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportingReadingTest {

    private static final String HOOK = "https://hooks.example.org/services/T1/B2/s3cret";

    @TempDir
    private Path folder;

    @Test
    void withoutABlockNobodyIsTold() throws IOException {
        assertThat(read("").config().daemon().reporting()).isEqualTo(ReportingConfig.NONE);
    }

    @Test
    void whatIsNotSaidHasADefault() throws IOException {
        ReportingConfig read = reporting("""
                notify:
                  webhooks: [{name: ops, url: "https://ops.example.org/in?x=1"}]
                  heartbeat: {url: "http://127.0.0.1:8000/ping/1"}
                """);

        WebhookConfig webhook = read.webhooks().get(0);
        assertThat(webhook.format()).isEqualTo(WebhookConfig.Format.JSON);
        assertThat(webhook.on()).isEqualTo(Set.of(WebhookConfig.Event.ALARM, WebhookConfig.Event.OVER));
        assertThat(webhook.to().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(webhook.to().address()).isEqualTo(URI.create("https://ops.example.org/in?x=1"));
        assertThat(webhook.to().authorization()).isEmpty();
        assertThat(webhook.template().body(Map.of("alarm", "stale")))
                .contains("\"version\": 1", "\"alarm\": \"stale\"");
        assertThat(read.heartbeat().orElseThrow().method()).isEqualTo(HeartbeatConfig.Method.GET);
        assertThat(read.textfile()).isEmpty();
    }

    @Test
    void everythingCanBeSaid() throws IOException {
        Path url = Files.writeString(folder.resolve("url"), HOOK + "\n");
        Configured<AgentConfig> read = read("""
                metrics: {textfile: /var/lib/node_exporter/keepsake.prom}
                notify:
                  webhooks:
                    - name: chat
                      url-file: %s
                      token-variable: TOKEN
                      ca-file: /etc/ca.pem
                      timeout: 3s
                      format: slack
                      template: "{alarm} on {node}"
                      on: [alarm, over, backup]
                  heartbeat: {url-variable: BEAT, method: post}
                """.formatted(url));

        ReportingConfig reporting = read.config().daemon().reporting();
        WebhookConfig webhook = reporting.webhooks().get(0);
        assertThat(reporting.textfile()).contains(Path.of("/var/lib/node_exporter/keepsake.prom"));
        assertThat(webhook.to().address()).isEqualTo(URI.create(HOOK));
        assertThat(webhook.to().authorization()).contains("Bearer t0ken");
        assertThat(webhook.to().caFile()).contains(Path.of("/etc/ca.pem"));
        assertThat(webhook.on()).containsExactlyInAnyOrder(WebhookConfig.Event.values());
        assertThat(webhook.template().body(Map.of("alarm", "stale", "node", "n1")))
                .isEqualTo("{\"text\":\"stale on n1\"}");
        assertThat(reporting.heartbeat().orElseThrow().to().address()).isEqualTo(URI.create("https://beat.example/1"));
        assertThat(read.settings().toString() + reporting).doesNotContain("s3cret", "t0ken", "beat.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metrics: {textfile: keepsake.prom} | is not an absolute path",
                "metrics: {textfile: /var/keepsake.txt} | does not end in .prom",
                "metrics: {textfiel: /a.prom} | did you mean 'textfile'?",
                "notify: {webhook: []} | did you mean 'webhooks'?",
                "notify: {heartbeat: {}} | say where to in one way",
                "notify: {heartbeat: {url: 'http://a', url-variable: BEAT}} | found more than one",
                "notify: {heartbeat: {url: 'ftp://a'}} | is no address to send to",
                "notify: {heartbeat: {url: 'http://me:pw@a'}} | holds an @",
                "notify: {heartbeat: {url-variable: NONE}} | the environment has no NONE",
                "notify: {heartbeat: {url: 'http://a', method: put}} | is not a way to call",
                "notify: {webhooks: [{name: a, url: 'http://a', format: slack}]} | it is a secret: use 'url-file'",
                "notify: {webhooks: [{name: a, url: 'http://a', format: xml}]} | use json or slack",
                "notify: {webhooks: [{name: a, url: 'http://a', on: [alarms]}]} | use alarm, over or backup",
                "notify: {webhooks: [{name: a, url: 'http://a', on: []}]} | nothing is told then",
                "notify: {webhooks: [{name: a, url: 'http://a'}, {name: a, url: 'http://b'}]} | name of another webhook",
                "notify: {webhooks: [{name: a, url: 'http://a', template: '{\"a\": \"{alrm}\"}'}]} | did you mean {alarm}?",
                "notify: {webhooks: [{name: a, url: 'http://a', template: '{alarm}'}]} | is not a JSON document",
                "notify: {webhooks: [{name: a, url: 'http://a', token: x}]} | credentials come from the environment"
            })
    void whatIsWrongIsReported(String lines, String expected) throws IOException {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> read(lines + "\n"));

        assertThat(thrown).as(lines).isNotNull().hasMessageContaining(expected);
    }

    @Test
    void anAddressInAFileThatIsNoneIsRefusedWithoutAWordOfIt() throws IOException {
        Path url = Files.writeString(folder.resolve("url"), "hooks.example.org/s3cret");
        Destination to = reporting("notify: {heartbeat: {url-file: " + url + "}}\n")
                .heartbeat()
                .orElseThrow()
                .to();

        assertThatThrownBy(to::address)
                .hasMessageContainingAll("file " + url, "is no address to send to")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void whoeverOnlyReadsAnArchivePassesOverIt() throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), """
                cluster: prod
                store: {url: "file:///var/backups/keepsake"}
                metrics: {textfile: /a.prom}
                notify: {webhooks: [{name: a, url-variable: NOT_HERE}], heartbeat: {url-variable: NOT_HERE}}
                """);

        assertThat(ConfigReader.archive(Optional.of(file), Map.of(), Overrides.NONE)
                        .config()
                        .cluster())
                .isEqualTo("prod");
    }

    private ReportingConfig reporting(String lines) throws IOException {
        return read(lines).config().daemon().reporting();
    }

    private Configured<AgentConfig> read(String lines) throws IOException {
        Path file = folder.resolve("agent.yaml");
        Files.writeString(file, """
            cluster: prod
            store: {url: "file:///var/backups/keepsake"}
            sources: [{name: zk, type: zookeeper, data-dir: /var/lib/zookeeper}]
            """ + lines);
        return ConfigReader.agent(
                file,
                Map.of("TOKEN", "t0ken", "BEAT", "https://beat.example/1"),
                Overrides.NONE,
                () -> "host",
                Daily.ALWAYS);
    }
}
