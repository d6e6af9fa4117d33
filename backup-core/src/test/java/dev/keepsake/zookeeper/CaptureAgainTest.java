package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Share;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a second run makes of what the first one left. */
final class CaptureAgainTest {

    private final MemoryStore store = new MemoryStore();
    private final Archive archive = new Archive(store);
    private DiskServer server;

    @TempDir
    private Path directory;

    @BeforeEach
    void aServerWithoutATransaction() throws Exception {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
    }

    @Test
    void anIdleServerKeepsItsTapeAndStoresItsBaseOnce() throws Exception {
        Share first = archive.backUp(server);

        Share second = archive.backUp(server);

        assertThat(second.tape()).isEqualTo(first.tape());
        assertThat(second.base()).isEqualTo(first.base());
        assertThat(second.added()).isEmpty();
        archive.assertRestores(server);
    }

    @Test
    void aTapeWithNothingButItsBaseGoesOnWithTheFirstTransaction() throws Exception {
        Share idle = archive.backUp(server);

        Share busy = archive.backUp(server.commits(3));

        assertThat(busy.tape()).isEqualTo(idle.tape());
        assertThat(busy.added()).hasSize(1);
        archive.assertRestores(server);
    }

    @Test
    void aBaseThatABackupMayNameIsNeverReplaced() throws Exception {
        Share first = archive.backUp(server);
        byte[] before = read(first.base().key());

        archive.backUp(server);

        assertThat(read(first.base().key())).isEqualTo(before);
    }

    @Test
    void aBaseThatWasNeverWrittenToItsEndIsWrittenAgain() throws Exception {
        Share first = archive.backUp(server);
        byte[] whole = read(first.base().key());
        for (StoredObject object : store.list("prod/manifest/", "").all()) {
            store.delete(object.key());
        }
        try (var out = store.write(first.base().key())) {
            out.write(whole, 0, whole.length / 2);
            out.commit();
        }

        archive.backUp(server.commits(2));

        archive.assertRestores(server);
    }

    @Test
    void filesOfAnEarlierEpochAreNotThoseOfTheServerThatAnswers() throws Exception {
        server.commits(3).vouches(Zxid.of(3, 0));

        assertThatThrownBy(() -> archive.backUp(server))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("got to epoch 3")
                .hasMessageContaining("currentEpoch says 1: these are not its files");
    }

    private byte[] read(ObjectKey key) throws Exception {
        try (InputStream in = store.open(key, 0)) {
            return in.readAllBytes();
        }
    }
}
