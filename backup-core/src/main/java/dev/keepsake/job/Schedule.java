package dev.keepsake.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The moments at which a backup is due, its slots: whole seconds, the same for every agent that is told the same, whoever
 * asks and whenever.
 */
public interface Schedule {

    /** The distance between slots where there is only one, or none. */
    Duration LONE = Duration.ofDays(1);

    /** No slot at all, ever. */
    Schedule NEVER = new Schedule() {
        @Override
        public Optional<Instant> firstAfter(Instant moment) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> lastUpTo(Instant moment) {
            return Optional.empty();
        }
    };

    /** The first slot after a moment; empty when there is never one again. */
    Optional<Instant> firstAfter(Instant moment);

    /** The last slot at or before a moment; empty when there was none for years. */
    Optional<Instant> lastUpTo(Instant moment);

    /** How long a slot is the newest: until the next one, or as long as the one before it was when no other comes. */
    default Duration period(Instant slot) {
        return firstAfter(slot)
                .map(next -> Duration.between(slot, next))
                .or(() -> lastUpTo(slot.minusSeconds(1)).map(before -> Duration.between(before, slot)))
                .orElse(LONE);
    }

    /** How long it is from a moment until the next slot, within limits; the longest of them where there is none. */
    default Duration untilNext(Instant moment, Duration shortest, Duration longest) {
        Duration wait = firstAfter(moment)
                .map(slot -> Duration.between(moment, slot))
                .filter(near -> near.compareTo(longest) < 0)
                .orElse(longest);
        return wait.compareTo(shortest) < 0 ? shortest : wait;
    }

    /**
     * How far slots are apart around a moment: the longer one of the periods of the slot before it and the one behind it, or
     * that of the only one of the two that there is; empty where there is neither.
     */
    default Optional<Duration> around(Instant moment) {
        return Stream.concat(lastUpTo(moment).stream(), firstAfter(moment).stream())
                .map(this::period)
                .max(Comparator.naturalOrder());
    }
}
