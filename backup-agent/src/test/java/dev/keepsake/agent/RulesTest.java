package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.agent.metrics.Counted;
import dev.keepsake.agent.metrics.Gauged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules and the dashboard that are delivered, held against what an agent tells. */
final class RulesTest {

    private static final Path DEPLOY = Path.of("../deploy");
    private static final Pattern LINK =
            Pattern.compile("runbook_url: https://runbooks\\.example/(\\S+?\\.md)(?:#(\\S+))?\n");
    private static final Pattern NAME = Pattern.compile("\\bkeepsake_[a-z_]+");

    @ParameterizedTest
    @ValueSource(
            strings = {"prometheus/keepsake.rules.yml", "prometheus/keepsake.rules.test.yml", "grafana/keepsake.json"})
    void nothingIsAskedForThatNoAgentTells(String file) throws IOException {
        Set<String> known = Stream.concat(
                        Arrays.stream(Gauged.values()).map(Gauged::exposed),
                        Arrays.stream(Counted.values()).map(Counted::exposed))
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(Set.of("keepsake_store_request_seconds_sum", "keepsake_store_request_seconds_count"));

        Set<String> asked = NAME.matcher(Files.readString(DEPLOY.resolve(file)))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(asked).isNotEmpty();
        assertThat(known).containsAll(asked);
    }

    @Test
    void eachAlarmOfAnAgentIsAnAlertThatSaysWhereToReadOn() throws IOException {
        String rules = Files.readString(DEPLOY.resolve("prometheus/keepsake.rules.yml"));

        for (Alarm alarm : Alarm.values()) {
            String name = Arrays.stream(alarm.id().split("-", -1))
                    .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                    .collect(Collectors.joining("", "Keepsake", ""));
            assertThat(rules).contains("- alert: " + name + "\n", "{alarm=\"" + alarm.id() + "\"}");
        }
        assertThat(rules.split("- alert: ", -1))
                .hasSameSizeAs(rules.split("runbook_url: https://runbooks.example/", -1));
        assertThat(rules.split("- alert: ", -1)).hasSameSizeAs(rules.split(" description: \"", -1));
    }

    @Test
    void whereToReadOnThereIsSomethingToRead() throws IOException {
        String rules = Files.readString(DEPLOY.resolve("prometheus/keepsake.rules.yml"));
        List<String> lost = new ArrayList<>();

        for (MatchResult link : LINK.matcher(rules).results().toList()) {
            Path page = DEPLOY.resolve(link.group(1));
            String heading = link.group(2) == null ? "# " : "\n## " + link.group(2) + "\n";
            if (!Files.exists(page) || !Files.readString(page).contains(heading)) {
                lost.add(link.group());
            }
        }

        assertThat(lost).isEmpty();
    }
}
