package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Happening;
import dev.keepsake.catalog.HistoryEntry;
import dev.keepsake.catalog.HistoryPage;
import dev.keepsake.catalog.HistoryRequest;
import dev.keepsake.catalog.Unarchived;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.txn.SetDataTxn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history tells where it has a gap, and goes around what is damaged. */
final class HistoryGapTest {

    private static final Zxid NOTHING = new Zxid(0);
    private static final Zxid ALL = new Zxid(-1);

    private final Archive archive = new Archive(new MemoryStore());

    @TempDir
    private Path directory;

    @Test
    void aGapIsToldBetweenWhatLiesBeforeAndBehindIt() throws IOException {
        DiskServer server = server();
        archive.backUp(server.commits(3));
        Zxid before = set(server, 1);
        archive.backUp(server);
        server.syncsBySnapTo(new Zxid(server.last().value() + 5));
        archive.backUp(server.commits(1));
        Zxid behind = set(server, 2);
        archive.backUp(server.commits(1));

        List<HistoryEntry> newest = page(false).entries();
        List<HistoryEntry> oldest = page(true).entries();

        assertThat(newest).hasSize(4);
        assertThat(zxid(newest.get(0))).isEqualTo(behind);
        Unarchived gap = (Unarchived) newest.get(1);
        assertThat(Objects.requireNonNull(gap.after()).zxid()).isEqualTo(before);
        assertThat(gap.through().compareTo(behind)).isNegative();
        assertThat(gap.until()).isPresent();
        assertThat(zxid(newest.get(2))).isEqualTo(before);
        assertThat(oldest.get(2)).isEqualTo(gap);
        assertThat(zxid(oldest.get(3))).isEqualTo(behind);
    }

    @Test
    void whatComesBeforeTheFirstTapeIsToldToBeUnknown() throws IOException {
        DiskServer server = server();
        server.commits(4).snapshots();
        archive.backUp(server.commits(1));
        Zxid set = set(server, 1);
        archive.backUp(server);

        assertThat(page(false).entries()).hasSize(2);
        assertThat(zxid(page(false).entries().get(0))).isEqualTo(set);
        Unarchived gap = (Unarchived) page(false).entries().get(1);
        assertThat(gap.after()).isNull();
        assertThat(gap.through().compareTo(Zxid.of(1, 4))).isNotPositive();
    }

    @Test
    void aBaseThatIsDamagedIsReplacedByAnOlderOne() throws IOException {
        DiskServer server = server();
        archive.backUp(server.commits(3));
        Zxid first = set(server, 1);
        server.commits(3).snapshots();
        archive.backUp(server.commits(1));
        Zxid second = set(server, 2);
        archive.backUp(server);
        assertThat(archive.count("/base/")).isEqualTo(2);
        flip("/base/");

        HistoryPage page = page(false);

        assertThat(page.entries()).extracting(HistoryGapTest::zxid).startsWith(second, first);
        assertThat(((Happening) page.entries().get(0)).exact()).isTrue();
        assertThat(page.notes()).singleElement().asString().contains("is damaged, something else was read instead");
    }

    @Test
    void aLinkThatIsDamagedIsReadFromAnotherTapeOrNotAtAll() throws IOException {
        DiskServer server = server();
        archive.backUp(server.commits(3));
        set(server, 1);
        archive.backUp(server);
        flip("/link/");

        assertThatThrownBy(() -> page(false))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("/link/");

        archive.manifestOf(server, "node-2");
        assertThat(page(false).entries()).hasSize(2);
        assertThat(page(false).notes()).isNotEmpty();
    }

    /** Damages the second object of a kind in its middle. */
    private void flip(String kind) throws IOException {
        StoredObject object = archive.objects(kind).get(1);
        byte[] bytes = archive.bytes(object);
        bytes[bytes.length * 3 / 4] ^= 1;
        archive.replace(object, bytes);
    }

    private DiskServer server() throws IOException {
        DiskServer server = new DiskServer(directory);
        server.elects(1).snapshots();
        return server;
    }

    private static Zxid set(DiskServer server, int version) throws IOException {
        return server.commits(ZooDefs.OpCode.setData, new SetDataTxn("/n1", new byte[] {(byte) version}, version));
    }

    private HistoryPage page(boolean oldestFirst) throws IOException {
        return archive.moments().history(new HistoryRequest(Scope.of("/n1"), NOTHING, ALL, 10, oldestFirst));
    }

    private static Zxid zxid(HistoryEntry entry) {
        return entry instanceof Happening happening ? happening.moment().zxid() : NOTHING;
    }
}
