package dev.keepsake.config;

import java.time.Duration;

/**
 * How an agent behaves that runs all the time.
 *
 * @param maxDuration a run that takes longer gives up before its manifest
 * @param stopGrace how long a run under way may go on when the agent is asked to end
 */
public record DaemonConfig(Duration maxDuration, Duration stopGrace, LogConfig log, FollowConfig follow) {

    /** Refuses what the reader would have reported. */
    public DaemonConfig {
        if (maxDuration.isNegative() || maxDuration.isZero() || stopGrace.isNegative()) {
            throw new IllegalArgumentException("durations of " + maxDuration + " and " + stopGrace);
        }
    }
}
