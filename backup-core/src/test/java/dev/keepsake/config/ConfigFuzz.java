package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Configuration files, read for an agent and for a reader. What is wrong is said with the file's name, each on one line. */
final class ConfigFuzz implements FuzzTarget {

    private final Path file;

    ConfigFuzz() throws IOException {
        file = Files.createTempFile("keepsake-fuzz-", ".yaml");
        file.toFile().deleteOnExit();
    }

    @Override
    public void take(byte[] input) throws IOException {
        Files.write(file, input);
        try {
            Configured<AgentConfig> read =
                    ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "host", Daily.ALWAYS);
            assertThat(read.config().toString()).isNotEmpty();
            assertThat(read.settings()).isNotEmpty();
        } catch (ConfigException refused) {
            requireWords(refused);
        }
        try {
            assertThat(ConfigReader.archive(Optional.of(file), Map.of(), Overrides.NONE)
                            .config()
                            .toString())
                    .isNotEmpty();
        } catch (ConfigException refused) {
            requireWords(refused);
        }
    }

    private void requireWords(ConfigException refused) {
        assertThat(refused.problems())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).hasSizeGreaterThan(10).doesNotContain("\n"));
    }
}
