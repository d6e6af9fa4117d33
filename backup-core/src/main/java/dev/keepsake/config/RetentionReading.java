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

    /**
     * A moment is restored from a base, and links behind it. The backup after the moment names the same base, or a later one whose
     * links go on, and has all of that locked for the days that are said; so these must be as many as moments are kept.
     */
    static void requireLockedForAsLong(Section top, Optional<StoreConfig> store, Optional<RetentionRules> retention) {
        Optional<ObjectLockConfig> lock =
                store.flatMap(one -> one.s3().uploads().lock());
        if (lock.isPresent() && retention.isPresent()) {
            Duration window = retention.get().window();
            if (Duration.ofDays(lock.get().days()).compareTo(window) < 0) {
                top.report(
                        KEY,
                        "retention.pitr keeps moments for " + window.toHours()
                                + " hours, but store.s3.object-lock.days locks"
                                + " what leads to them for " + lock.get().days()
                                + " days only, so that it could be removed before: lock for as many days at least");
            }
        }
    }

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
