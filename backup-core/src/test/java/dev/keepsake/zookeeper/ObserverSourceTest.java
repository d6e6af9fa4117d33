package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of an observer between captures, with something in its place that only says how far it is. */
final class ObserverSourceTest {

    @TempDir
    private Path directory;

    private ObserverSettings settings;
    private ArtefactSource source;
    private DiskServer files;
    private volatile String answer = "";

    @BeforeEach
    void anObserver() throws IOException {
        settings = settings(directory.resolve("o"));
        Files.createDirectories(settings.workDir());
        files = new DiskServer(settings.workDir().resolve("data"));
        files.elects(1).snapshots();
        files.commits(3);
        source = Observers.on(ObserverSourceTest::none, true, time -> {}).source("zk", settings);
    }

    @Test
    void aQuietEnsembleIsSeenToBeQuiet() throws Exception {
        Optional<Mark> end = end();
        try (ServerSocketChannel socket = socket(50)) {
            answers(socket);

            vouches(Zxid.of(1, 3));
            assertThat(source.hasMoreThan(end)).isFalse();
            vouches(Zxid.of(2, 0));
            assertThat(source.hasMoreThan(end))
                    .as("a new epoch begins with nothing")
                    .isFalse();
            assertThat(source.hasMoreThan(Optional.empty())).isTrue();
        }
    }

    @Test
    void whateverIsNewIsSeen() throws Exception {
        Optional<Mark> end = end();
        try (ServerSocketChannel socket = socket(50)) {
            answers(socket);

            vouches(Zxid.of(2, 7));
            assertThat(source.hasMoreThan(end))
                    .as("sent as a state, so not in its log")
                    .isTrue();
            vouches(Zxid.of(1, 2));
            assertThat(source.hasMoreThan(end)).as("it went back").isTrue();
            files.commits(1);
            vouches(Zxid.of(1, 3));
            assertThat(source.hasMoreThan(end)).as("its log goes on").isTrue();
            vouches(Zxid.of(1, 4));
            assertThat(source.hasMoreThan(end)).isTrue();
            assertThat(source.hasMoreThan(end())).isFalse();
        }
    }

    @Test
    void oneThatSaysNothingIsCapturedWhichSaysWhy() throws Exception {
        assertThat(source.hasMoreThan(end())).as("nobody there").isTrue();
        try (ServerSocketChannel socket = socket(50)) {
            answers(socket);
            answer = "This ZooKeeper instance is not currently serving requests\nState: LOOKING DISCOVERY\n";

            assertThat(source.hasMoreThan(end())).as("without a leader").isTrue();
        }
    }

    @Test
    @Timeout(20)
    void oneThatStandsStillKeepsNobodyWaitingHoweverOftenItIsAsked() throws Exception {
        try (ServerSocketChannel still = socket(1)) {
            assertThat(still.isOpen()).isTrue();
            ObserverContact contact = new ObserverContact(settings.workDir().resolve("status"), Duration.ofMillis(20));

            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(contact::ask).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void whatKeepsOneFromRunningDoesNotLetTheOthersDown() throws Exception {
        ObserverSettings foreign = settings(Files.createDirectory(directory.resolve("foreign")));
        Files.writeString(foreign.workDir().resolve("myid"), "1");
        List<String> asked = new ArrayList<>();
        Observer.ObserverJars jars = () -> {
            asked.add("asked");
            return none();
        };
        try (Observers observers = Observers.on(jars, true, time -> {})) {
            observers.follow(List.of(foreign, settings(directory.resolve("one")), settings(directory.resolve("two"))));

            assertThatThrownBy(observers::keepUp)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is a ZooKeeper server's own")
                    .hasMessageContaining("no jars, as planned");
            assertThat(asked).hasSize(2);
        }
    }

    private static ServerJars none() throws IOException {
        throw new RefusedException("no jars, as planned");
    }

    private static ObserverSettings settings(Path workDir) {
        return new ObserverSettings(
                "prod",
                List.of(new EnsembleServer(1, "127.0.0.1", 1, 2, true)),
                workDir,
                100,
                128,
                Duration.ofSeconds(3),
                Map.of(),
                Optional.empty());
    }

    private Optional<Mark> end() {
        return Optional.of(new Mark(files.last(), files.newest().fingerprint()));
    }

    private void vouches(Zxid committed) {
        answer = "Zookeeper version: 3.9.5\nZxid: " + committed
                + "\nMode: observer\nState: OBSERVING BROADCAST\nLeader: 1\nEnsemble: 1\n";
    }

    private ServerSocketChannel socket(int backlog) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Path place = settings.workDir().resolve("status");
        Files.deleteIfExists(place);
        socket.bind(UnixDomainSocketAddress.of(place), backlog);
        return socket;
    }

    private void answers(ServerSocketChannel socket) {
        Thread thread = new Thread(
                () -> {
                    while (socket.isOpen()) {
                        try (SocketChannel asked = socket.accept()) {
                            asked.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                        } catch (ClosedChannelException over) {
                            return;
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                "observer");
        thread.setDaemon(true);
        thread.start();
    }
}
