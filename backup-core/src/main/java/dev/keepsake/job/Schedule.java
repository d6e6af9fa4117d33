package dev.keepsake.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
}
