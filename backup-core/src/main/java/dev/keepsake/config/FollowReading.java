package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import java.time.Duration;
import java.util.Optional;

/** Reads whether the agent follows its sources all the time. */
final class FollowReading {

    private static final String MAX_LAG = "2s";

    /** Who can wait for longer is served by a schedule. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private FollowReading() {}

    /** Whoever writes the block wants it, unless it says otherwise. */
    static Optional<FollowConfig> read(Section top) {
        Section section = top.section("follow", Block.FOLLOW);
        Optional<Boolean> enabled = section.optional(
                "enabled", Formats::trueOrFalse, new Found(Boolean.toString(top.says("follow")), Origin.DEFAULT));
        Optional<Duration> maxLag = section.optional("max-lag", Formats::duration, new Found(MAX_LAG, Origin.DEFAULT));
        maxLag.filter(lag -> lag.compareTo(LONGEST) > 0)
                .ifPresent(lag -> section.report(
                        "max-lag",
                        section.label("max-lag") + ": " + Formats.inWords(lag) + " is more than "
                                + Formats.inWords(LONGEST) + "; backups at such a pace are what 'schedule' makes"));
        return enabled.flatMap(follows -> maxLag.map(lag -> new FollowConfig(follows, lag)));
    }
}
