package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of a log never leads elsewhere than going through all of it. */
final class LogPlacesTest {

    private final LogPlaces places = new LogPlaces();

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServer() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).commits(200);
    }

    @Test
    void anyZxidIsFoundWhereAWholeWalkFindsIt() throws IOException {
        Random random = new Random(Seeds.seed("anyZxidIsFoundWhereAWholeWalkFindsIt"));
        for (int i = 0; i < 500; i++) {
            requireSame(Zxid.of(1, random.nextInt(210)));
        }
    }

    @Test
    void aLogThatWasWrittenAnewIsGoneThroughAnew() throws IOException {
        requireSame(Zxid.of(1, 150));
        Path log = server.logs().get(0);
        Files.delete(log);
        DiskServer other = new DiskServer(directory);
        other.values = "a longer value of ";
        other.elects(1).commits(200);

        requireSame(Zxid.of(1, 160));
    }

    @Test
    void aLogThatWasCutBeforeThePlaceIsGoneThroughAnew() throws IOException {
        requireSame(Zxid.of(1, 150));
        Path log = server.logs().get(0);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(log) / 2);
        }

        requireSame(Zxid.of(1, 160));
        requireSame(Zxid.of(1, 50));
    }

    private void requireSame(Zxid zxid) throws IOException {
        ServerDirectories directories = new ServerDirectories(directory, directory);
        try (PinnedFiles files = PinnedFiles.pinLogs(directories, zxid, places)) {
            long whole = LogReader.placeBefore(files.logs().get(0).channel(), zxid);
            assertThat(files.placeBefore(0, zxid)).as("before %s", zxid).isEqualTo(whole);
        }
    }
}
