package dev.keepsake.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the daemon was between two looks at its slots, to explain those it finds over. Every moment that it says is on
 * the store's clock.
 */
final class Whereabouts {

    private final Instant localStart;
    private final Optional<Instant> seenBefore;
    private Optional<Instant> lastLook = Optional.empty();
    private Optional<Kept> kept = Optional.empty();
    private Optional<Obstacle> obstacle = Optional.empty();
    private Optional<Busy> busy = Optional.empty();

    /** What stands between a slot and its run. */
    record Obstacle(Instant slot, Instant since, String why) {}

    private record Kept(String what, String why) {}

    private record Busy(Instant slot, Instant from, Instant to) {}

    /**
     * A daemon that starts now.
     *
     * @param localStart when, on this machine's clock
     * @param seenBefore when the one before it was last seen
     */
    Whereabouts(Instant localStart, Optional<Instant> seenBefore) {
        this.localStart = localStart;
        this.seenBefore = seenBefore;
    }

    /** Nothing can be done now. */
    void kept(String what, String why) {
        kept = Optional.of(new Kept(what, why));
    }

    /** The run of a slot cannot be begun, or be brought to its end, but may be soon. */
    void hindered(Instant slot, Instant now, String why) {
        Instant since = obstacle.filter(before -> before.slot().equals(slot))
                .map(Obstacle::since)
                .orElse(now);
        obstacle = Optional.of(new Obstacle(slot, since, why));
    }

    /** The run of a slot took this long. */
    void ran(Instant slot, Instant from, Instant to) {
        busy = Optional.of(new Busy(slot, from, to));
        obstacle = Optional.empty();
    }

    /** Every slot up to now is settled, or hindered. */
    void looked(Instant now) {
        lastLook = Optional.of(now);
        kept = Optional.empty();
    }

    /** The slot that waits for its run, and why it does. */
    Optional<Obstacle> obstacle() {
        return obstacle;
    }

    /**
     * Why there was no run for a slot.
     *
     * @param windowEnd until when there could have been one
     * @param local this machine's clock now
     */
    String reason(Instant slot, Instant windowEnd, Instant now, Instant local) {
        Optional<Obstacle> hindrance = obstacle.filter(one -> one.slot().equals(slot));
        if (hindrance.isPresent()) {
            return hindrance.get().why() + ", from " + hindrance.get().since() + " to " + now;
        }
        Instant start = now.minus(Duration.between(localStart, local));
        Instant from = lastLook.orElse(start);
        if (lastLook.isEmpty() && (!windowEnd.isAfter(start) || kept.isEmpty())) {
            return seenBefore
                    .map(seen -> "the agent was down from " + seen + " to " + start)
                    .orElse("the agent was not running before " + start);
        }
        if (kept.isPresent()) {
            return kept.get().what() + " from " + from + " to " + now + ": "
                    + kept.get().why();
        }
        return busy.filter(run -> run.to().isAfter(slot))
                .map(run -> "the run of slot " + run.slot() + " was under way from " + run.from() + " to " + run.to())
                .orElse("the agent stood still from " + from + " to " + now + "; was the machine suspended?");
    }
}
