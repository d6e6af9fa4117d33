package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import java.time.ZoneId;
import java.util.Optional;

/** Reads when the agent removes what is not kept. */
final class PruneReading {

    static final String KEY = "prune";

    private PruneReading() {}

    static Optional<PruneConfig> read(Section top, Schedules schedules) {
        if (!top.says(KEY)) {
            return Optional.empty();
        }
        if (!top.says(RetentionReading.KEY)) {
            top.report(
                    KEY,
                    "prune: nothing says what is to be kept: add 'retention', such as"
                            + "  retention: {pitr: 14d, daily: 14, weekly: 8, monthly: 12}");
        }
        Section section = top.section(KEY, Block.PRUNE);
        Optional<String> cron = section.required("cron", Formats::cron);
        Optional<ZoneId> zone = section.optional("time-zone", Formats::timeZone, new Found("UTC", Origin.DEFAULT));
        // what it reports of the expression is all that is wanted here
        cron.ifPresent(when -> zone.ifPresent(where -> ScheduleReading.period(section, schedules, when, where)));
        return cron.flatMap(when -> zone.map(where -> new PruneConfig(when, where)));
    }
}
