package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an observer must be told so that it never votes, never lets anybody in, and logs all it hears. */
final class ObserverConfigurationTest {

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "peerType=observer",
                "reconfigEnabled=false",
                "standaloneEnabled=false",
                "syncEnabled=true",
                "quorumListenOnAllIPs=false",
                "server.7=zk1:2888:3888",
                "server.9=[::1]:2889:3889:observer",
                "sslQuorum=true",
                "ssl.quorum.keyStore.location=C:\\\\keys"
            })
    void itsConfigurationSays(String line) throws Exception {
        assertThat(zooCfg(200).lines()).contains(line);
    }

    @Test
    void itListensForNobody() throws Exception {
        assertThat(zooCfg(200)).doesNotContain("clientPort", "ClientPort", "observerMasterPort");
        assertThat(zooCfg(200)).containsPattern("(?m)^server\\.200=127\\.0\\.0\\.1:1:[0-9]+:observer$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dzookeeper.digest.enabled=true",
                "-Dzookeeper.serializeLastProcessedZxid.enabled=true",
                "-Dzookeeper.observer.syncEnabled=true",
                "-Djute.maxbuffer=268435456",
                "-Dzookeeper.admin.enableServer=false",
                "-Dzookeeper.extendedTypesEnabled=true",
                "-Djava.security.auth.login.config=/jaas.conf"
            })
    void itsProcessIsStartedWith(String word) throws Exception {
        assertThat(command(200)).contains(word);
    }

    @Test
    void withANumberThatTimesToLiveForbidItKnowsNone() throws Exception {
        assertThat(command(254)).contains("-Dzookeeper.extendedTypesEnabled=true");
        assertThat(command(255)).doesNotContain("-Dzookeeper.extendedTypesEnabled=true");
    }

    @Test
    void itsLogIsBounded() throws Exception {
        zooCfg(200);

        assertThat(root.resolve("logback.xml"))
                .content()
                .contains("RollingFileAppender", "<maxFileSize>4MB</maxFileSize>", "<maxIndex>2</maxIndex>")
                .contains("<file>" + root.resolve("observer.log") + "</file>")
                .contains("<fileNamePattern>" + root.resolve("observer.log") + ".%i</fileNamePattern>");
    }

    private String zooCfg(int number) throws Exception {
        ObserverSettings settings = settings(number);
        new ObserverConfiguration(settings, new ObserverFolder(settings, Clock.systemUTC())).write();
        return Files.readString(root.resolve("zoo.cfg"));
    }

    private List<String> command(int number) throws Exception {
        ObserverSettings settings = settings(number);
        return new ObserverConfiguration(settings, new ObserverFolder(settings, Clock.systemUTC()))
                .command(new ServerJars(List.of(Path.of("/zookeeper.jar")), Optional.empty()));
    }

    private ObserverSettings settings(int number) {
        return new ObserverSettings(
                "prod",
                List.of(
                        new EnsembleServer(7, "zk1", 2888, 3888, true),
                        new EnsembleServer(9, "::1", 2889, 3889, false)),
                root,
                number,
                256,
                Duration.ofSeconds(1),
                Map.of("sslQuorum", "true", "ssl.quorum.keyStore.location", "C:\\keys"),
                Optional.of(Path.of("/jaas.conf")));
    }
}
