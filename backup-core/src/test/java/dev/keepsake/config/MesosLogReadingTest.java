package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MesosLogReadingTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsNotSaidHasADefault() throws IOException {
        assertThat(sources("type: mesos-log", "path: /var/lib/mesos/replicated_log"))
                .containsExactly(new MesosLogConfig(
                        "log",
                        Path.of("/var/lib/mesos/replicated_log"),
                        Path.of(System.getProperty("java.io.tmpdir"))));
        assertThat(sources("type: mesos-log", "path: /log", "work-dir: /var/tmp"))
                .containsExactly(new MesosLogConfig("log", Path.of("/log"), Path.of("/var/tmp")));
    }

    @Test
    void everyProblemIsReported() {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class,
                () -> sources("type: mesos-log", "path: replicated_log", "data-dir: /zookeeper", "pathh: /x"));

        assertThat(String.join("\n", refused.problems()))
                .contains("sources[0].path: 'replicated_log' is not an absolute path")
                .contains("sources[0].data-dir: a source of type mesos-log has no such key")
                .contains("'pathh'")
                .contains("did you mean 'path'");
        assertThat(catchThrowableOfType(ConfigException.class, () -> sources("type: mesos-log"))
                        .problems())
                .singleElement()
                .asString()
                .contains("'path'");
    }

    private List<SourceConfig> sources(String... lines) throws IOException {
        Path file = folder.resolve("agent.yaml");
        Files.writeString(
                file,
                "cluster: prod\nnode: m1\nstore: {url: \"file:///archive\"}\nsources:\n  - name: log\n    "
                        + String.join("\n    ", lines) + "\n");
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "host", Daily.ALWAYS)
                .config()
                .sources();
    }
}
