package dev.keepsake.agent;

import dev.keepsake.agent.systemd.Pulse;
import dev.keepsake.config.ScheduleConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** A bell that says that whoever waits for it gets on: each wait is bounded, and so is what is done between two. */
final class PulsedBell implements Bell {

    /** For what a machine under load adds. */
    private static final Duration SLACK = Duration.ofMinutes(10);

    private final Bell bell;
    private final String thread;
    private final Supplier<Duration> longest;
    private final Pulse pulse;
    private final Runnable turned;

    /**
     * The same bell.
     *
     * @param longest what is done between two waits takes no longer, as it is configured when that begins
     * @param turned is done before each wait
     */
    PulsedBell(Bell bell, String thread, Supplier<Duration> longest, Pulse pulse, Runnable turned) {
        this.bell = bell;
        this.thread = thread;
        this.longest = longest;
        this.pulse = pulse;
        this.turned = turned;
        working();
    }

    private void working() {
        pulse.expect(thread, longest.get().plus(SLACK));
    }

    @Override
    public void follow(ScheduleConfig schedule) {
        bell.follow(schedule);
    }

    @Override
    public void await(Duration atMost) throws IOException {
        turned.run();
        pulse.expect(thread, atMost.plus(SLACK));
        try {
            bell.await(atMost);
        } finally {
            working();
        }
    }

    @Override
    public void ring() {
        bell.ring();
    }
}
