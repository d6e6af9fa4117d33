package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExpiryTest {

    @TempDir
    private Path folder;

    @Test
    void ofEachFileTheCertificateCountsThatEndsFirst() throws IOException {
        TestKeys keys = TestKeys.make(folder.resolve("keys"));
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                Files.readString(keys.certificate("client")) + Files.readString(keys.certificate("expired")));
        Path missing = folder.resolve("missing.pem");

        Map<String, Instant> ends = Expiry.of(agent(keys, both, missing));

        Instant now = Instant.now();
        assertThat(ends)
                .containsOnlyKeys(both.toString(), keys.certificate("client").toString());
        assertThat(ends.get(both.toString())).isBefore(now);
        assertThat(ends.get(keys.certificate("client").toString()))
                .isBetween(now.plus(1, ChronoUnit.DAYS), now.plus(400, ChronoUnit.DAYS));
    }

    private AgentConfig agent(TestKeys keys, Path both, Path missing) throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), """
            cluster: prod
            store: {url: "s3://bucket", s3: {ca-file: %s}}
            sources:
              - {name: zk, type: zookeeper, data-dir: /zk, tls: {certificate-file: %s, key-file: %s}}
            notify: {heartbeat: {url: "https://a", ca-file: %s}}
            """.formatted(
                        both, keys.certificate("client"), keys.key("client"), missing));
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "host", Daily.ALWAYS)
                .config();
    }
}
