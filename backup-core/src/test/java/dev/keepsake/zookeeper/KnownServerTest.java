package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keepsake.testkit.ServerOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownServerTest {

    @TempDir
    private Path directory;

    @Test
    void everyFormOfALineIsRead() {
        assertThat(KnownServer.in("""
            server.1=zk1.example.org:2888:3888
            server.2 = 10.0.0.2:2888:3888:participant;0.0.0.0:2182
            server.3=[2001:db8::3]:2888:3888:observer;[2001:db8::4]:2183
            server.4=zk4:2888:3888|zk4b:2889:3889:participant;2184
            server.5=zk5:2888:3888;public5:2185
            serverCnxnFactory=org.example.Factory
            """))
                .containsExactly(
                        new KnownServer("1", "zk1.example.org", true, Optional.empty(), OptionalInt.empty()),
                        new KnownServer("2", "10.0.0.2", true, Optional.empty(), OptionalInt.of(2182)),
                        new KnownServer("3", "2001:db8::3", false, Optional.of("2001:db8::4"), OptionalInt.of(2183)),
                        new KnownServer("4", "zk4", true, Optional.empty(), OptionalInt.of(2184)),
                        new KnownServer("5", "zk5", true, Optional.of("public5"), OptionalInt.of(2185)));
    }

    @Test
    void filesBesideTheDirectoriesNameTheOthersAndWhoKnowsAClientPortKnowsMore() throws IOException {
        Path data = directory.resolve("data");
        new ServerOnDisk(data).creates(1);
        Files.writeString(data.resolve("zoo.cfg"), "clientPort=2181\nserver.1=a:1:2\nserver.2=b:1:2\n");
        Files.writeString(directory.resolve("zoo.cfg.dynamic.100000000"), "server.2=b:1:2;2999\n");
        Files.writeString(data.resolve("myid"), "1\n");

        ServerDirectories directories = new ServerDirectories(data, data);

        assertThat(KnownServer.own(directories)).contains("1");
        assertThat(KnownServer.near(directories))
                .extracting(KnownServer::id, KnownServer::clientPort)
                .containsExactly(tuple("1", OptionalInt.empty()), tuple("2", OptionalInt.of(2999)));
    }
}
