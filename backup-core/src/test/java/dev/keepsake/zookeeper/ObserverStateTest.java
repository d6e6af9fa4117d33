package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import org.junit.jupiter.api.Test;

/** What an observer's process says of itself. */
final class ObserverStateTest {

    @Test
    void oneThatIsInStepVouchesForItsZxid() throws Exception {
        ObserverState state = ObserverState.parse("""
                Zookeeper version: 3.9.5-58fcd4e, built on 2026-02-11 20:10 UTC
                Zxid: 0x100000005
                Mode: observer
                State: OBSERVING BROADCAST
                Leader: 3
                Ensemble: 1,2,3
                """, "status");

        assertThat(state.status()).contains(new ServerStatus(ServerStatus.Mode.OBSERVER, Zxid.of(1, 5), "3.9.5"));
        assertThat(state.looks()).isFalse();
        assertThat(state.leader()).isEqualTo("3");
        assertThat(state.voters()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void oneThatLooksForALeaderVouchesForNothing() throws Exception {
        ObserverState state = ObserverState.parse("""
                This ZooKeeper instance is not currently serving requests
                State: LOOKING ELECTION
                Leader: -1
                Ensemble:
                """, "status");

        assertThat(state.status()).isEmpty();
        assertThat(state.looks()).isTrue();
        assertThat(state.voters()).isEmpty();
    }

    @Test
    void whateverElseAnswersIsRefused() {
        assertThatThrownBy(() -> ObserverState.parse("220 ready", "status")).isInstanceOf(RefusedException.class);
    }
}
