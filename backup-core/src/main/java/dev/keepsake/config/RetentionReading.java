package dev.keepsake.config;

import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.config.Layers.Found;
import java.time.Duration;
import java.util.Optional;

/** Reads what of the archive is to be kept. */
final class RetentionReading {

    static final String KEY = "retention";

    private static final Found NONE = new Found("0", Origin.DEFAULT);

    private RetentionReading() {}

    static Optional<RetentionRules> read(Section top) {
        if (!top.says(KEY)) {
            return Optional.empty();
        }
        Section section = top.section(KEY, Block.RETENTION);
        Duration window = section.says("pitr")
                ? section.optional("pitr", Formats::duration).orElse(Duration.ZERO)
                : Duration.ZERO;
        Optional<Integer> hourly = section.optional("hourly", Formats::count, NONE);
        Optional<Integer> daily = section.optional("daily", Formats::count, NONE);
        Optional<Integer> weekly = section.optional("weekly", Formats::count, NONE);
        Optional<Integer> monthly = section.optional("monthly", Formats::count, NONE);
        Optional<Integer> last = section.optional(
                "keep-last", Formats::keptLast, new Found(Integer.toString(RetentionRules.LEAST), Origin.DEFAULT));
        Optional<Integer> percent = section.optional(
                "max-delete-percent",
                Formats::percent,
                new Found(Integer.toString(RetentionRules.STANDARD_PERCENT), Origin.DEFAULT));
        return hourly.flatMap(hours ->
                daily.flatMap(days -> weekly.flatMap(weeks -> monthly.flatMap(months -> last.flatMap(newest ->
                        percent.map(most -> new RetentionRules(window, hours, days, weeks, months, newest, most)))))));
    }
}
