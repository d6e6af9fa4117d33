package dev.keepsake.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How an agent behaves that runs all the time.
 *
 * @param maxDuration a run that takes longer gives up before its manifest
 * @param stopGrace how long a run under way may go on when the agent is asked to end
 * @param reporting who hears of it besides whoever reads the log
 * @param keepTool whether the archive is given the distribution that lies beside the installation
 * @param page where it shows how backups stand; empty where it does not
 */
public record DaemonConfig(
        Duration maxDuration,
        Duration stopGrace,
        LogConfig log,
        FollowConfig follow,
        ReportingConfig reporting,
        boolean keepTool,
        Optional<PageConfig> page) {

    /** One that is heard of by its log alone, and keeps what there is to keep. */
    public DaemonConfig(Duration maxDuration, Duration stopGrace, LogConfig log, FollowConfig follow) {
        this(maxDuration, stopGrace, log, follow, ReportingConfig.NONE, true, Optional.empty());
    }

    /** Refuses what the reader would have reported. */
    public DaemonConfig {
        if (maxDuration.isNegative() || maxDuration.isZero() || stopGrace.isNegative()) {
            throw new IllegalArgumentException("durations of " + maxDuration + " and " + stopGrace);
        }
    }
}
