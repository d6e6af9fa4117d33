package dev.keepsake.agent;

import dev.keepsake.job.Schedule;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * The slots of a cron expression by the clocks of a time zone.
 *
 * <p>The expression is asked in UTC, where no hour is left out or comes twice, and its answers are taken as what a clock
 * on the wall shows; so the slots do not depend on where the asking begins. When clocks are changed:
 *
 * <ul>
 *   <li>An expression with fixed hours runs once: what falls into the hour that is left out comes right at its end, and
 *       what falls into the hour that comes twice comes the first time.
 *   <li>An expression with {@code *} for hours goes on at its pace: nothing comes for the hour that is left out, and both
 *       passes of the other one count.
 * </ul>
 */
final class CronSchedule implements Schedule {

    /** Longer than the longest time between two leap days, and than any cron expression's but for one with years. */
    private static final Duration FARTHEST = Duration.ofDays(366 * 9);

    private static final Pattern HOURLY = Pattern.compile("\\S+\\s+\\S+\\s+\\*");

    private final CronExpression expression;
    private final ZoneRules rules;
    private final boolean hourly;

    /** The last answers: mostly the same slot is asked for again and again. */
    private volatile @Nullable Window window;

    /** A slot, and the one after it if there is one. */
    private record Window(Instant slot, Instant next) {

        boolean holds(Instant moment) {
            return !moment.isBefore(slot) && moment.isBefore(next);
        }
    }

    CronSchedule(String cron, ZoneId timeZone) throws ParseException {
        expression = new CronExpression(cron);
        expression.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
        rules = timeZone.getRules();
        hourly = HOURLY.matcher(cron.trim()).lookingAt();
    }

    @Override
    public Optional<Instant> firstAfter(Instant moment) {
        Window known = window;
        if (known != null && known.holds(moment)) {
            return Optional.of(known.next);
        }
        return search(moment.truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public Optional<Instant> lastUpTo(Instant moment) {
        Window known = window;
        if (known != null && known.holds(moment)) {
            return Optional.of(known.slot);
        }
        for (long back = 60; back <= FARTHEST.toSeconds(); back *= 2) {
            Optional<Instant> slot =
                    search(moment.truncatedTo(ChronoUnit.SECONDS).minusSeconds(back));
            if (slot.isPresent() && !slot.get().isAfter(moment)) {
                return Optional.of(last(moment.minusSeconds(back), moment));
            }
        }
        return Optional.empty();
    }

    /** There is a slot after {@code from} up to {@code moment}: halves the way to the last one. */
    private Instant last(Instant from, Instant moment) {
        long low = from.getEpochSecond();
        long high = moment.getEpochSecond();
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            Optional<Instant> slot = search(Instant.ofEpochSecond(middle));
            if (slot.isPresent() && !slot.get().isAfter(moment)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Instant last = search(Instant.ofEpochSecond(low)).orElseThrow();
        search(last).ifPresent(next -> window = new Window(last, next));
        return last;
    }

    /** The first slot after a whole second: stretch by stretch, as clocks are not changed within one. */
    private Optional<Instant> search(Instant moment) {
        Instant from = moment;
        LocalDateTime shown = shownAt(moment);
        while (true) {
            ZoneOffset offset = rules.getOffset(from);
            Optional<ZoneOffsetTransition> change = Optional.ofNullable(rules.nextTransition(from));
            Optional<Instant> slot = next(shown).map(local -> local.toInstant(offset));
            if (change.isEmpty()
                    || (slot.isPresent() && slot.get().isBefore(change.get().getInstant()))) {
                return slot;
            }
            if (slot.isEmpty() && (change.get().isGap() || !hourly)) {
                return slot;
            }
            if (change.get().isGap() && !hourly && isLeftOut(slot.orElseThrow(), offset, change.get())) {
                return Optional.of(change.get().getInstant());
            }
            from = change.get().getInstant();
            shown = shownFrom(change.get()).minusSeconds(1);
        }
    }

    private static boolean isLeftOut(Instant slot, ZoneOffset before, ZoneOffsetTransition gap) {
        return LocalDateTime.ofInstant(slot, before).isBefore(gap.getDateTimeAfter());
    }

    /** What the clock shows, except in the second pass of an hour whose slots came in the first one. */
    private LocalDateTime shownAt(Instant moment) {
        LocalDateTime local = LocalDateTime.ofInstant(moment, rules.getOffset(moment));
        ZoneOffsetTransition change = rules.previousTransition(moment.plusSeconds(1));
        if (change == null) {
            return local;
        }
        LocalDateTime earliest = shownFrom(change).minusSeconds(1);
        return local.isBefore(earliest) ? earliest : local;
    }

    /** Where slots go on after a change of the clocks. */
    private LocalDateTime shownFrom(ZoneOffsetTransition change) {
        return change.isOverlap() && !hourly ? change.getDateTimeBefore() : change.getDateTimeAfter();
    }

    private Optional<LocalDateTime> next(LocalDateTime local) {
        Date after = Date.from(local.toInstant(ZoneOffset.UTC));
        return Optional.ofNullable(expression.getNextValidTimeAfter(after))
                .map(date -> LocalDateTime.ofInstant(date.toInstant(), ZoneOffset.UTC));
    }
}
