package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the jars of a server lie, in every form that ZooKeeper comes in. */
final class ServerJarsTest {

    @TempDir
    private Path home;

    @Test
    void aTarballHasThemInLib() throws Exception {
        files("bin/zkServer.sh", "lib/zookeeper-3.9.5.jar", "lib/zookeeper-jute-3.9.5.jar", "lib/slf4j-api-1.7.36.jar");

        ServerJars jars = ServerJars.in(home);

        assertThat(jars.version()).contains("3.9.5");
        assertThat(names(jars))
                .containsExactly("slf4j-api-1.7.36.jar", "zookeeper-3.9.5.jar", "zookeeper-jute-3.9.5.jar");
        assertThat(ServerJars.in(home.resolve("lib"))).isEqualTo(jars);
    }

    @Test
    void aTarballOf34HasItsOwnJarBesideLib() throws Exception {
        files("zookeeper-3.4.14.jar", "lib/slf4j-api-1.7.25.jar", "lib/netty-3.10.6.Final.jar");

        ServerJars jars = ServerJars.in(home);

        assertThat(jars.version()).contains("3.4.14");
        assertThat(names(jars)).hasSize(3).contains("zookeeper-3.4.14.jar");
    }

    @Test
    void aDebianPackagePutsThemAmongAllOthers() throws Exception {
        files("share/java/zookeeper-jute.jar", "share/java/slf4j-api.jar", "share/java/maven-core.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Implementation-Version", "3.8.0-1234abcd");
        try (OutputStream out = Files.newOutputStream(home.resolve("share/java/zookeeper.jar"))) {
            new JarOutputStream(out, manifest).close();
        }

        for (Path place : List.of(home, home.resolve("share/java"), home.resolve("share/zookeeper"))) {
            Files.createDirectories(place);
            ServerJars jars = ServerJars.in(place);

            assertThat(jars.version()).contains("3.8.0");
            assertThat(names(jars)).containsExactly("zookeeper.jar", "zookeeper-jute.jar", "slf4j-api.jar");
        }
    }

    @Test
    void theDistributionsOwnSharesWhatTheProgramsHave() throws Exception {
        files(
                "lib/zookeeper/zookeeper-3.9.5.jar",
                "lib/zookeeper/zookeeper-jute-3.9.5.jar",
                "lib/slf4j-api-2.0.20.jar",
                "lib/slf4j-nop-2.0.20.jar",
                "lib/logback-classic-1.6.6.jar",
                "lib/picocli-4.7.7.jar");

        assertThat(names(ServerJars.shipped(home.resolve("lib"))))
                .containsExactly(
                        "zookeeper-3.9.5.jar",
                        "zookeeper-jute-3.9.5.jar",
                        "logback-classic-1.6.6.jar",
                        "slf4j-api-2.0.20.jar");
    }

    @Test
    void whereThereIsNoServerTheWaysOutAreNamed() throws Exception {
        files("lib/zookeeper-jute-3.9.5.jar");

        assertThatThrownBy(() -> ServerJars.in(home))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("there is no ZooKeeper server in " + home)
                .hasMessageContaining("/usr/share/java");
        assertThatThrownBy(() -> ServerJars.shipped(home.resolve("lib")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--zookeeper-home");
    }

    private void files(String... names) throws Exception {
        for (String name : names) {
            Path file = home.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private static List<String> names(ServerJars jars) {
        return jars.jars().stream().map(jar -> jar.getFileName().toString()).toList();
    }
}
