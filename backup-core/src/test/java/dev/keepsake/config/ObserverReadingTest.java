package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
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

final class ObserverReadingTest {

    private static final String SERVERS = "servers: [\"zk1:2888:3888\", \"zk2:2888:3888\"]";

    @TempDir
    private Path folder;

    @Test
    void whatIsNotSaidHasADefault() throws IOException {
        assertThat(observer(SERVERS, "server-id: 100", "work-dir: /var/lib/observer"))
                .isEqualTo(new ObserverConfig(
                        "zk",
                        List.of(
                                new ObserverConfig.Server(1, "zk1", 2888, 3888, true),
                                new ObserverConfig.Server(2, "zk2", 2888, 3888, true)),
                        Path.of("/var/lib/observer"),
                        100,
                        1024,
                        Duration.ofMinutes(10),
                        Map.of(),
                        Optional.empty()));
    }

    @Test
    void linesOfAnEnsemblesOwnConfigurationAreTaken() throws IOException {
        ObserverConfig observer = observer(
                "servers: [\"server.7=zk1.example.org:2888:3888:participant;0.0.0.0:2181\", \"9=[::1]:2889:3889\","
                        + " \"server.11=zk3:2888:3888:observer;2181\"]",
                "server-id: 12",
                "work-dir: /o",
                "heap: 2g",
                "sync-timeout: 1h",
                "quorum: {sslQuorum: true, ssl.quorum.keyStore.location: /k.pem, ssl.quorum.keyStore.passwordPath: /p}",
                "jaas-file: /jaas.conf");

        assertThat(observer.servers())
                .containsExactly(
                        new ObserverConfig.Server(7, "zk1.example.org", 2888, 3888, true),
                        new ObserverConfig.Server(9, "::1", 2889, 3889, true),
                        new ObserverConfig.Server(11, "zk3", 2888, 3888, false));
        assertThat(observer.heapMegabytes()).isEqualTo(2048);
        assertThat(observer.syncTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(observer.quorum()).hasSize(3).containsEntry("sslQuorum", "true");
        assertThat(observer.jaasFile()).contains(Path.of("/jaas.conf"));
    }

    @Test
    void everyProblemIsReported() throws IOException {
        List<String> problems = problems(
                "servers: [\"zk1:2888\", \"2=zk2:2888:2888\", \"zk3:0:1\"]",
                "server-id: none",
                "work-dir: observer",
                "heap: 12",
                "sync-timeout: soon",
                "client: 127.0.0.1:2181",
                "quorum: {snapCount: 3, ssl.quorum.keyStore.password: hunter2}");

        assertThat(problems).hasSize(10);
        assertThat(String.join("\n", problems))
                .contains("sources[0].servers[0]: 'zk1:2888' is not a server of an ensemble")
                .contains("sources[0].servers[1]: '2=zk2:2888:2888' has the same port twice")
                .contains("sources[0].servers[2]: 'zk3:0:1' has a port outside 1 to 65535")
                .contains("sources[0].server-id: 'none' is not a server's number")
                .contains("sources[0].work-dir: 'observer' is not an absolute path")
                .contains("sources[0].heap: '12' is not a size")
                .contains("sources[0].sync-timeout: 'soon' is not a duration")
                .contains("sources[0].client: a source of type zookeeper-observer has no such key")
                .contains("sources[0].quorum.snapCount: is not passed on to the observer");
        assertThat(String.join("\n", problems)).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|server-id: 2 is not above 2, the highest number in 'servers'",
                "1|server-id: 1 is not above 2, the highest number in 'servers'",
                "0|server-id: '0' is not a server's number",
            })
    void aNumberThatIsNotAboveEveryServersIsRefused(String number, String why) throws IOException {
        assertThat(problems(SERVERS, "server-id: " + number, "work-dir: /o"))
                .singleElement()
                .asString()
                .contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"1=a:1:2\", \"b:1:2\"]|some have a number",
                "[\"1=a:1:2\", \"1=b:1:2\"]|two servers have the same number",
                "[\"1=a:1:2:observer\"]|all of these are observers",
                "[]|expected at least one, found none",
            })
    void serversWhoseNumbersAreNotClearAreRefused(String servers, String why) throws IOException {
        assertThat(problems("servers: " + servers, "server-id: 9", "work-dir: /o"))
                .singleElement()
                .asString()
                .contains(why);
    }

    @Test
    void aPathTooLongForASocketIsRefused() throws IOException {
        assertThat(problems(SERVERS, "server-id: 9", "work-dir: /" + "o".repeat(90)))
                .singleElement()
                .asString()
                .contains("the path has 91 bytes");
    }

    @Test
    void passwordsAreNamedByTheirFilesAlone() throws IOException {
        assertThat(problems(
                        SERVERS,
                        "server-id: 9",
                        "work-dir: /o",
                        "quorum: {ssl.quorum.trustStore.password: hunter2, sslQourum: true}"))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("name that with 'ssl.quorum.trustStore.passwordPath'"))
                .anyMatch(problem -> problem.contains("did you mean 'sslQuorum'?"))
                .noneMatch(problem -> problem.contains("hunter2"));
    }

    private ObserverConfig observer(String... lines) throws IOException {
        return (ObserverConfig) read(lines).config().sources().get(0);
    }

    private List<String> problems(String... lines) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(lines));
        return refused.problems();
    }

    private Configured<AgentConfig> read(String... lines) throws IOException {
        StringBuilder text = new StringBuilder("""
                cluster: prod
                node: watcher
                store: {url: "file:///archive"}
                sources:
                  - name: zk
                    type: zookeeper-observer
                """);
        for (String line : lines) {
            text.append("    ").append(line).append('\n');
        }
        Path file = Files.writeString(folder.resolve("agent.yaml"), text);
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "host", Daily.ALWAYS);
    }
}
