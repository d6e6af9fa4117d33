package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveConfigTest {

    private static final ArchiveConfig EXPECTED = new ArchiveConfig(
            new StoreConfig(URI.create("file:///backups"), S3Config.DEFAULT),
            "prod",
            Optional.empty(),
            KeysConfig.NONE);

    @TempDir
    Path folder;

    @Test
    void flagsAloneSuffice() throws IOException {
        Overrides flags = new Overrides(Map.of("store.url", "file:///backups", "cluster", "prod"));

        assertThat(ConfigReader.archive(Optional.empty(), Map.of(), flags).config())
                .isEqualTo(EXPECTED);
    }

    @Test
    void theEnvironmentAloneSuffices() throws IOException {
        Map<String, String> environment = Map.of("KEEPSAKE_STORE", "file:///backups", "KEEPSAKE_CLUSTER", "prod");

        Configured<ArchiveConfig> read = ConfigReader.archive(Optional.empty(), environment, Overrides.NONE);

        assertThat(read.config()).isEqualTo(EXPECTED);
        assertThat(read.settings())
                .containsExactly(
                        new Setting("cluster", "prod", "environment KEEPSAKE_CLUSTER"),
                        new Setting("store.url", "file:///backups", "environment KEEPSAKE_STORE"),
                        new Setting("store.s3.path-style", "false", "default"));
    }

    @Test
    void theFileOfAnAgentElsewhereSuffices() throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), """
                cluster: prod
                node: master-1
                nodes: [master-1]
                store: {url: "file:///backups"}
                schedule: {cron: "0 0 3 * * ?"}
                verify: {cron: "0 30 4 * * ?", drill: {zookeeper-home: /opt/zookeeper}}
                sources: [{name: zk, type: zookeeper, data-dir: /var/lib/zookeeper}]
                """);

        assertThat(ConfigReader.archive(Optional.of(file), Map.of("KEEPSAKE_NODE", "No Name"), Overrides.NONE)
                        .config())
                .isEqualTo(EXPECTED);
    }

    @Test
    void aFileOfStoreAndClusterSuffices() throws IOException {
        Path file = Files.writeString(folder.resolve("keepsake.yaml"), """
                cluster: prod
                store: {url: "file:///backups"}
                """);

        assertThat(ConfigReader.archive(Optional.of(file), Map.of(), Overrides.NONE)
                        .config())
                .isEqualTo(EXPECTED);
    }

    @Test
    void keysThatNobodyKnowsAreToldHereToo() throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), """
                cluster: prod
                store: {url: "file:///backups"}
                schedule: {corn: x}
                sources: [{nmae: zk}]
                """);

        assertThat(catchThrowableOfType(
                                ConfigException.class,
                                () -> ConfigReader.archive(Optional.of(file), Map.of(), Overrides.NONE))
                        .problems())
                .containsExactly(
                        file + ":3:12: unknown key 'corn' in schedule; did you mean 'cron'?",
                        file + ":4:12: unknown key 'nmae' in sources[0]; did you mean 'name'?");
    }

    @Test
    void nothingSaidNamesTheThreeWaysToSayIt() {
        assertThat(catchThrowableOfType(
                                ConfigException.class,
                                () -> ConfigReader.archive(Optional.empty(), Map.of(), Overrides.NONE))
                        .problems())
                .containsExactly(
                        "configuration: 'cluster' is missing: set KEEPSAKE_CLUSTER, or give --cluster, or name a file that"
                                + " has it with -c",
                        "configuration: 'store.url' is missing: set KEEPSAKE_STORE, or give --store, or name a file that has"
                                + " it with -c");
    }

    @Test
    void anOverrideThatNoFlagSetsIsAMistakeOfTheProgram() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Overrides(Map.of("nodes", "a")))
                .withMessage("no flag sets 'nodes'");
    }
}
