package dev.keepsake.zookeeper.live.subtree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.PastZnode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent for a change. */
final class DraftTest {

    @Test
    void alsoTheDeletionOfALargeZnodeAsksWhichOneItWasAndSendsNoLargeDataForThat() {
        ModelEnsemble ensemble = new ModelEnsemble(true);
        PastZnode large =
                ensemble.create("/large", new byte[1 << 17], List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0);
        List<ZnodeChange> changes = List.of(new ZnodeChange("/large", large, null));

        Draft draft = Draft.of(changes, ensemble, new Guards(changes));

        assertThat(draft.edits()).hasSize(2);
        assertThat(draft.isProbe(0)).isTrue();
        assertThat(draft.bytes()).isLessThan(1_000);
    }
}
