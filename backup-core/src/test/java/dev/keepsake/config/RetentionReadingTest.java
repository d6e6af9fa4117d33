package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.catalog.RetentionRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionReadingTest {

    @TempDir
    Path folder;

    private AgentConfig read(String lines) throws IOException {
        Path file = folder.resolve("agent.yaml");
        Files.writeString(file, "cluster: prod\nnode: n1\nstore: {url: \"file:///var/backups\"}\n" + lines);
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "n1", Daily.ALWAYS)
                .config();
    }

    @Test
    void rulesAreTakenAsTheyAreSaid() throws IOException {
        AgentConfig config = read("""
                retention: {pitr: 14d, hourly: 24, daily: 14, weekly: 8, monthly: 12, keep-last: 5, max-delete-percent: 30}
                prune: {cron: "0 30 4 * * ?", time-zone: Europe/Berlin}
                """);

        assertThat(config.retention()).contains(new RetentionRules(Duration.ofDays(14), 24, 14, 8, 12, 5, 30));
        assertThat(config.prune()).contains(new PruneConfig("0 30 4 * * ?", ZoneId.of("Europe/Berlin")));
        assertThat(config.sources()).as("an agent may do nothing else").isEmpty();
    }

    @Test
    void whatIsNotSaidKeepsNothingButTheLastThree() throws IOException {
        AgentConfig config = read("""
                retention: {daily: 7}
                prune: {cron: "0 30 4 * * ?"}
                """);

        assertThat(config.retention()).contains(new RetentionRules(Duration.ZERO, 0, 7, 0, 0, 3, 20));
        assertThat(config.prune()).contains(new PruneConfig("0 30 4 * * ?", ZoneId.of("UTC")));
    }

    @Test
    void whatNobodyCanMeanIsReported() {
        assertThatThrownBy(() -> read("""
                retention: {keep-last: 2, daily: many, dayly: 3, max-delete-percent: 0}
                prune: {cron: "0 30 4 * * ?"}
                """))
                .hasMessageContaining("keep-last")
                .hasMessageContaining("is not a whole number from 3 to 100000")
                .hasMessageContaining("did you mean 'daily'?")
                .hasMessageContaining("is not a whole number from 1 to 100");
        assertThatThrownBy(() -> read("prune: {cron: \"0 30 4 * * ?\"}\n"))
                .hasMessageContaining("nothing says what is to be kept");
    }
}
