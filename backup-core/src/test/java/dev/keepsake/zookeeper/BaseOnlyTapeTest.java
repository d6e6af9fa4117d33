package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Share;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tape that holds only a base, as after a restore, which nothing was written to yet. */
final class BaseOnlyTapeTest {

    private final MemoryStore store = new MemoryStore();
    private final Archive archive = new Archive(store);

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServerThatIsFollowed() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
        new Followed(server, store).turn();
    }

    @Test
    void itIsGoneOnWithThoughTheServerHasANewerSnapshotByNow() throws Exception {
        server.commits(2).snapshots();
        server.rolls().commits(1);

        Share share = archive.backUp(server);

        assertThat(archive.count("/tape.json")).isEqualTo(1);
        assertThat(share.replayAfter()).isEqualTo(Zxid.of(1, 0));
        assertThat(share.through()).isEqualTo(Zxid.of(1, 3));
        assertThat(archive.coverage().tapes())
                .singleElement()
                .satisfies(tape -> assertThat(tape.gaps()).isEmpty());
    }

    @Test
    void anotherOneIsBegunWhereNothingProvesThatAnElectionsSnapshotHoldsNoMore() throws Exception {
        server.elects(2).snapshots();

        archive.backUp(server);

        assertThat(archive.count("/tape.json")).isEqualTo(2);
    }

    @Test
    void anotherOneIsBegunWhereSomethingMayLieBetween() throws Exception {
        server.misses(2).snapshots();
        server.rolls().commits(1);

        archive.backUp(server);

        assertThat(archive.count("/tape.json")).isEqualTo(2);
        assertThat(archive.newestTape()).contains("GAP", "holds a base and no transaction to go on from");
    }

    @Test
    void anotherOneIsBegunWhereItsSnapshotIsNoLongerOnTheServer() throws Exception {
        Path old = snapshots().get(0);
        server.commits(2).snapshots();
        Files.delete(old);

        archive.backUp(server.commits(1));

        assertThat(archive.count("/tape.json")).isEqualTo(2);
    }

    private List<Path> snapshots() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("snapshot."))
                    .toList();
        }
    }
}
