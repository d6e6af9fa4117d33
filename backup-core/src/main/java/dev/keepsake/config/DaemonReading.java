package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import java.time.Duration;
import java.util.Optional;

/** Reads how an agent behaves that runs all the time. */
final class DaemonReading {

    private static final String MAX_DURATION = "12h";

    /** What lies about in a store for longer belongs to no run under way, and is swept. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final String STOP_GRACE = "60s";

    /** Where no distribution lies beside the installation, nothing is kept all the same. */
    private static final String KEEP_TOOL = "true";

    private DaemonReading() {}

    static Optional<DaemonConfig> read(Section top, Optional<ScheduleConfig> schedule) {
        Optional<Duration> longest =
                top.optional("max-duration", Formats::duration, new Found(MAX_DURATION, Origin.DEFAULT));
        Optional<Duration> grace = top.optional("stop-grace", Formats::duration, new Found(STOP_GRACE, Origin.DEFAULT));
        Section section = top.section("log", Block.LOG);
        Optional<LogConfig.Format> format =
                section.optional("format", Formats::logFormat, new Found("text", Origin.DEFAULT));
        Optional<LogConfig.Level> level =
                section.optional("level", Formats::logLevel, new Found("info", Origin.DEFAULT));
        Optional<FollowConfig> follow = FollowReading.read(top);
        ReportingConfig reporting = ReportingReading.read(top);
        Optional<Boolean> keepTool =
                top.optional("keep-tool", Formats::trueOrFalse, new Found(KEEP_TOOL, Origin.DEFAULT));
        Optional<PageConfig> page = PageReading.read(top);
        judge(top, longest, schedule);
        Optional<LogConfig> log = format.flatMap(form -> level.map(least -> new LogConfig(form, least)));
        return longest.flatMap(limit -> grace.flatMap(wait -> log.flatMap(lines -> follow.flatMap(
                how -> keepTool.map(keep -> new DaemonConfig(limit, wait, lines, how, reporting, keep, page))))));
    }

    private static void judge(Section top, Optional<Duration> longest, Optional<ScheduleConfig> schedule) {
        longest.filter(limit -> limit.compareTo(LONGEST) > 0)
                .ifPresent(limit -> top.report(
                        "max-duration",
                        "max-duration: " + Formats.inWords(limit) + " is more than " + Formats.inWords(LONGEST)
                                + ", after which what a run has begun to upload is taken for left behind"));
        longest.ifPresent(limit -> schedule.map(ScheduleConfig::deadline)
                .filter(deadline -> deadline.compareTo(limit) >= 0)
                .ifPresent(deadline -> top.report(
                        "max-duration",
                        "max-duration: " + Formats.inWords(limit) + " is not longer than schedule.deadline, "
                                + Formats.inWords(deadline) + ", so no run could wait for the other nodes")));
    }
}
