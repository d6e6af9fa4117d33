package dev.keepsake.config;

import java.time.Duration;

/**
 * Whether an agent that runs all the time stores transactions as they come.
 *
 * @param maxLag how long after it was committed a transaction may be missing from the archive while all is well
 */
public record FollowConfig(boolean enabled, Duration maxLag) {

    /** Refuses what the reader would have reported. */
    public FollowConfig {
        if (maxLag.isNegative() || maxLag.isZero()) {
            throw new IllegalArgumentException("a lag of at most " + maxLag);
        }
    }
}
