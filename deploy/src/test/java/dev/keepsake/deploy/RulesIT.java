package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts that are delivered, as Prometheus' own tool judges them. */
final class RulesIT {
    private static final Path PROMETHEUS = Path.of("prometheus").toAbsolutePath();

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void prepare() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
    }

    @Test
    void eachAlertFiresWhenItMustAndIsSilentWhenItNeedNot() throws Exception {
        assumeTrue(
                keepsake.run(List.of("sh", "-c", "command -v promtool")).exitCode() == 0,
                "promtool, of Debian's package prometheus, is not installed");

        Outcome checked = keepsake.run(List.of(
                        "promtool",
                        "check",
                        "rules",
                        PROMETHEUS.resolve("keepsake.rules.yml").toString()))
                .orThrow();
        Outcome tested = keepsake.run(List.of(
                        "promtool",
                        "test",
                        "rules",
                        PROMETHEUS.resolve("keepsake.rules.test.yml").toString()))
                .orThrow();

        assertThat(checked.output()).contains("SUCCESS");
        assertThat(tested.output() + tested.messages()).contains("SUCCESS").doesNotContain("FAILED");
    }

    @Test
    void eachAlertHasATestOfBothKinds() throws Exception {
        Set<String> alerts = found("- alert: (\\S+)", "keepsake.rules.yml");

        assertThat(alerts).hasSizeGreaterThan(40);
        assertThat(found("- name: (\\S+) fires", "keepsake.rules.test.yml")).isEqualTo(alerts);
        assertThat(found("- name: (\\S+) is silent", "keepsake.rules.test.yml")).isEqualTo(alerts);
    }

    private static Set<String> found(String pattern, String file) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(PROMETHEUS.resolve(file)));
        Set<String> found = new TreeSet<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
