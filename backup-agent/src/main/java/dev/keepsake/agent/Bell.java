package dev.keepsake.agent;

import dev.keepsake.config.ScheduleConfig;
import java.io.IOException;
import java.time.Duration;

/** Wakes the daemon. When it rings nothing is concluded from that: which slot it is, the store's clock says. */
interface Bell {

    /** From now on rings at the moments of this schedule, by this machine's clock. */
    void follow(ScheduleConfig schedule);

    /** Waits until it rings, but no longer than this; returns at once when it rang since it was last waited for. */
    void await(Duration atMost) throws IOException;

    /** Rings now. */
    void ring();
}
