package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Share;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.zookeeper.ServerStatus.Mode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An observer begins with a state that its leader sent, and perhaps nobody writes for a while. */
final class CaptureObserverTest {

    private final Archive archive = new Archive(new MemoryStore());

    @TempDir
    private Path directory;

    private DiskServer observer;

    @BeforeEach
    void anObserverThatWasSentAState() throws IOException {
        observer = new DiskServer(directory);
        observer.elects(1).syncsBySnapTo(Zxid.of(1, 5));
        says(Mode.OBSERVER, Zxid.of(1, 5));
    }

    @Test
    void whatItWasSentIsABackupThoughNothingHappensSince() throws Exception {
        Share share = archive.backUp(observer);

        assertThat(share.through()).isEqualTo(Zxid.of(1, 5));
        assertThat(share.links()).isZero();
        archive.assertRestores(observer);
    }

    @Test
    void itsTapeGoesOnWhenSomethingHappens() throws Exception {
        Share first = archive.backUp(observer);
        Share same = archive.backUp(observer);
        observer.commits(3);
        says(Mode.OBSERVER, Zxid.of(1, 8));

        Share later = archive.backUp(observer);

        assertThat(same.tape()).isEqualTo(first.tape());
        assertThat(same.added()).isEmpty();
        assertThat(later.tape()).isEqualTo(first.tape());
        assertThat(later.through()).isEqualTo(Zxid.of(1, 8));
        archive.assertRestores(observer);
    }

    @Test
    void aStateFromBeforeWhatItHasGotToIsNone() {
        says(Mode.OBSERVER, Zxid.of(1, 6));

        assertThatThrownBy(() -> archive.backUp(observer))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has no place in the server's logs");
    }

    @Test
    void aMemberWithSuchAStateWaitsForItsNextTransaction() {
        says(Mode.FOLLOWER, Zxid.of(1, 5));

        assertThatThrownBy(() -> archive.backUp(observer))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("After the next transaction one may do");
    }

    private void says(Mode mode, Zxid zxid) {
        observer.answers.clear();
        observer.answers.add(observer.status(mode, zxid));
    }
}
