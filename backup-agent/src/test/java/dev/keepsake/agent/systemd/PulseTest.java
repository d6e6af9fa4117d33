package dev.keepsake.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PulseTest {

    private long now = Long.MAX_VALUE - 5; // nanoTime may overflow
    private final Pulse pulse = new Pulse(() -> now);

    @Test
    void whoeverIsLateHasStoppedUntilHeardOfAgain() {
        pulse.expect("slots", Duration.ofSeconds(10));
        pulse.expect("proofs", Duration.ofSeconds(20));
        assertThat(pulse.stopped()).isEmpty();

        now += Duration.ofSeconds(10).toNanos();
        assertThat(pulse.stopped()).isEmpty();
        now++;
        assertThat(pulse.stopped()).contains("slots");

        pulse.expect("slots", Duration.ofSeconds(10));
        assertThat(pulse.stopped()).isEmpty();
    }

    @Test
    void whoeverHasEndedIsNotWaitedFor() {
        pulse.expect("proofs", Duration.ofSeconds(1));
        pulse.forget("proofs");

        now += Duration.ofHours(1).toNanos();

        assertThat(pulse.stopped()).isEmpty();
    }
}
